package org.asaman.remote;

import java.time.Duration;

/// How long to wait before a call is tried again, and how often it is.
///
/// @param attempts how often in all
/// @param first the pause after the first failure; each further one is twice as long
/// @param longest no pause is longer
record Backoff(int attempts, Duration first, Duration longest) {
  /// Half a minute in all: as long as a server needs to start again.
  static final Backoff USUAL = new Backoff(5, Duration.ofSeconds(2), Duration.ofSeconds(16));

  /// For the first call: nobody waits long to hear that an address is wrong.
  static final Backoff FIRST = new Backoff(3, Duration.ofSeconds(1), Duration.ofSeconds(2));

  /// Waits after a failure; `failures` counts from 1.
  void pause(int failures) throws InterruptedException {
    long millis =
        Math.min(longest.toMillis(), first.toMillis() << Math.min(20, Math.max(0, failures - 1)));
    // Not all clients come back at the same moment.
    long spread = (long) (millis * (0.75 + Math.random() / 2));
    Thread.sleep(spread);
  }
}
