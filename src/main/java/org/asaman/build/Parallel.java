package org.asaman.build;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Runs tasks side by side and gives their results in order; when the calling thread is
/// interrupted, all of them are, and each ends what it started.
final class Parallel {
  private static final int FETCHES_AT_ONCE = 8;

  private Parallel() {}

  /// Tasks that mostly wait for others.
  static <T> List<T> fetch(List<Callable<T>> tasks) throws InterruptedException {
    return run(Executors.newFixedThreadPool(FETCHES_AT_ONCE, Thread.ofVirtual().factory()), tasks);
  }

  /// Tasks that start programs, which end with the thread that started them.
  static <T> List<T> build(int jobs, List<Callable<T>> tasks) throws InterruptedException {
    return run(Executors.newFixedThreadPool(jobs), tasks);
  }

  private static <T> List<T> run(ExecutorService pool, List<Callable<T>> tasks)
      throws InterruptedException {
    List<T> results = new ArrayList<>();
    try {
      for (Future<T> future : pool.invokeAll(tasks)) {
        results.add(future.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException bug ? bug : new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
      end(pool);
    }
    return results;
  }

  /// Waits until no task runs any more.
  private static void end(ExecutorService pool) {
    boolean interrupted = Thread.interrupted();
    try {
      boolean _ = pool.awaitTermination(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
