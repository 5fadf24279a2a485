package org.asaman.build;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Callable;

/// Tasks of which some must run after others: as many at once as may, and of those that can start
/// the one at the head of the longest chain.
///
/// Tasks are numbers from 0 on. A task tells its own failure as its result; it runs also when one
/// before it failed.
final class Schedule {
  private final List<Set<Integer>> before;
  private final List<List<Integer>> after = new ArrayList<>();
  private final int[] waitsFor;
  private final PriorityQueue<Integer> ready;
  private int untaken;
  private boolean broken;

  /// @param before for each task those that must have run; free of cycles
  Schedule(List<Set<Integer>> before) {
    this.before = before;
    before.forEach(_ -> after.add(new ArrayList<>()));
    this.waitsFor = new int[before.size()];
    for (int task = 0; task < before.size(); task++) {
      waitsFor[task] = before.get(task).size();
      for (int earlier : before.get(task)) {
        after.get(earlier).add(task);
      }
    }
    int[] heights = heights();
    this.ready =
        new PriorityQueue<>(
            Comparator.comparingInt((Integer task) -> -heights[task])
                .thenComparing(Comparator.naturalOrder()));
    this.untaken = before.size();
  }

  /// One task's work.
  interface Work<T> {
    T run(int task) throws InterruptedException;
  }

  /// Runs all tasks on so many threads and gives their results in order.
  <T> List<T> run(int jobs, Work<T> work) throws InterruptedException {
    for (int task = 0; task < waitsFor.length; task++) {
      if (waitsFor[task] == 0) {
        ready.add(task);
      }
    }
    List<T> results = new ArrayList<>(Collections.nCopies(before.size(), null));
    Callable<Boolean> worker =
        () -> {
          work(work, results);
          return true;
        };
    int workers = Math.clamp(before.size(), 1, jobs);
    List<Boolean> _ = Parallel.build(workers, Collections.nCopies(workers, worker));
    return results;
  }

  private <T> void work(Work<T> work, List<T> results) throws InterruptedException {
    boolean ended = false;
    try {
      for (int task = take(); task >= 0; task = take()) {
        T result = work.run(task);
        synchronized (this) {
          results.set(task, result);
        }
        finish(task);
      }
      ended = true;
    } finally {
      if (!ended) {
        giveUp();
      }
    }
  }

  /// The next task that can start, waited for; -1 when there is none to come.
  private synchronized int take() throws InterruptedException {
    while (ready.isEmpty() && untaken > 0 && !broken) {
      wait();
    }
    if (untaken == 0 || broken) {
      return -1;
    }
    untaken--;
    return ready.remove();
  }

  private synchronized void finish(int task) {
    for (int later : after.get(task)) {
      if (--waitsFor[later] == 0) {
        ready.add(later);
      }
    }
    notifyAll();
  }

  private synchronized void giveUp() {
    broken = true;
    notifyAll();
  }

  /// How many tasks the longest chain has that starts with each.
  private int[] heights() {
    int[] heights = new int[before.size()];
    int[] left = new int[before.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int task = 0; task < left.length; task++) {
      left[task] = after.get(task).size();
      if (left[task] == 0) {
        open.add(task);
      }
    }
    while (!open.isEmpty()) {
      int task = open.remove();
      heights[task]++;
      for (int earlier : before.get(task)) {
        heights[earlier] = Math.max(heights[earlier], heights[task]);
        if (--left[earlier] == 0) {
          open.add(earlier);
        }
      }
    }
    return heights;
  }
}
