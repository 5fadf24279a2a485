package org.asaman.remote;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Waits for many small calls at once.
final class Together {
  private Together() {}

  /// One of the calls.
  interface Task {
    void run() throws InterruptedException;
  }

  /// Runs all tasks, so many at once; the first failure ends the others and is thrown.
  static void run(List<Task> tasks, int atOnce) throws InterruptedException {
    if (tasks.size() == 1) {
      tasks.getFirst().run();
      return;
    }
    Semaphore free = new Semaphore(atOnce);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      CompletionService<Boolean> ended = new ExecutorCompletionService<>(threads);
      for (Task task : tasks) {
        var _ = ended.submit(within(free, task));
      }
      for (int i = 0; i < tasks.size(); i++) {
        boolean _ = ended.take().get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } finally {
      var _ = threads.shutdownNow();
      threads.close();
    }
  }

  private static Callable<Boolean> within(Semaphore free, Task task) {
    return () -> {
      free.acquire();
      try {
        task.run();
        return true;
      } finally {
        free.release();
      }
    };
  }
}
