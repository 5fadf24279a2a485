package org.asaman.lock;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Work that is done once per key, however many threads want its result at once.
///
/// A failure is an answer too and stands for all who ask, but for an interrupted thread's: then the
/// next one tries.
final class Once<K, V> {
  private final ConcurrentHashMap<K, FutureTask<V>> tasks = new ConcurrentHashMap<>();

  V get(K key, Callable<V> work) {
    while (true) {
      FutureTask<V> mine = new FutureTask<>(work);
      FutureTask<V> earlier = tasks.putIfAbsent(key, mine);
      FutureTask<V> task = earlier == null ? mine : earlier;
      task.run();
      try {
        return task.get();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for another thread's work");
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case CancellationException cancelled -> {
            boolean _ = tasks.remove(key, task);
            if (Thread.currentThread().isInterrupted()) {
              throw cancelled;
            }
          }
          case RuntimeException failure -> throw failure;
          case Error error -> throw error;
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      }
    }
  }
}
