package org.asaman.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void everyTaskRunsOnceAfterThoseBeforeIt(int jobs) throws InterruptedException {
    Random random = new Random(jobs);
    List<Set<Integer>> before = new ArrayList<>();
    for (int task = 0; task < 200; task++) {
      Set<Integer> earlier = new HashSet<>();
      for (int i = 0; task > 0 && i < random.nextInt(4); i++) {
        earlier.add(random.nextInt(task));
      }
      before.add(earlier);
    }
    List<Integer> done = new CopyOnWriteArrayList<>();

    List<String> results =
        new Schedule(before)
            .run(
                jobs,
                task -> {
                  assertThat(done).containsAll(before.get(task));
                  done.add(task);
                  return "task " + task;
                });

    assertThat(done).hasSize(200).doesNotHaveDuplicates();
    assertThat(results).hasSize(200).contains("task 0", "task 199").doesNotContainNull();
    assertThat(results.get(7)).isEqualTo("task 7");
  }

  @Test
  void theLongestChainStartsFirst() throws InterruptedException {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());

    List<Integer> _ =
        new Schedule(List.of(Set.of(), Set.of(), Set.of(1), Set.of(2), Set.of()))
            .run(
                1,
                task -> {
                  order.add(task);
                  return task;
                });

    assertThat(order).containsExactly(1, 2, 0, 3, 4);
  }

  @Test
  void aBugInOneTaskEndsTheRun() {
    assertThatThrownBy(() ->
            new Schedule(List.of(Set.of(), Set.of(0), Set.of()))
                .run(
                    2,
                    task -> {
                      throw new IllegalStateException("task " + task);
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptionReachesEveryTaskAndAllThatWait() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread runner =
        Thread.ofPlatform()
            .start(() -> {
              try {
                List<Integer> _ =
                    new Schedule(List.of(Set.of(), Set.of(0)))
                        .run(
                            2,
                            task -> {
                              started.countDown();
                              Thread.sleep(60_000);
                              return task;
                            });
              } catch (InterruptedException _) {
                interrupted.set(true);
              }
            });
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    runner.interrupt();
    runner.join(30_000);

    assertThat(interrupted).isTrue();
  }

  @Test
  void nothingToDoIsDoneAtOnce() throws InterruptedException {
    assertThat(new Schedule(List.of()).<Integer>run(4, task -> task)).isEmpty();
  }
}
