package org.asaman.index;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before the next try: doubling from `first`, with jitter, never over `longest`.
record Backoff(Duration first, Duration longest) {
  static final Backoff DEFAULT = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(60));

  /// Between half and the whole of the doubled time, and at least what the server asked for.
  Duration after(int failed, Optional<Duration> retryAfter, double jitter) {
    Duration doubled = first.multipliedBy(1L << Math.min(failed, 10));
    Duration own = Duration.ofNanos((long) (doubled.toNanos() * (0.5 + jitter / 2)));
    Duration asked = retryAfter.orElse(Duration.ZERO);
    Duration wait = own.compareTo(asked) > 0 ? own : asked;
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  void pause(int failed, Optional<Duration> retryAfter) {
    try {
      Thread.sleep(after(failed, retryAfter, ThreadLocalRandom.current().nextDouble()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted between two tries");
    }
  }
}
