package org.asaman.index;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value made when it is first asked for; a failure is not remembered.
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable T value;

  public Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public T get() {
    T made = value;
    if (made != null) {
      return made;
    }
    lock.lock();
    try {
      T second = value;
      if (second != null) {
        return second;
      }
      T fresh = maker.get();
      value = fresh;
      return fresh;
    } finally {
      lock.unlock();
    }
  }
}
