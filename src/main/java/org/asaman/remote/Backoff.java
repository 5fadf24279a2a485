package org.asaman.remote;

import java.time.Duration;

/// How long a server is waited for: for an answer, and before a call is made again.
///
/// @param attempts how often in all
/// @param first the pause after the first failure; each further one is twice as long
/// @param longest no pause is longer
/// @param answer what a call takes at most whose answer is small
/// @param silence after this time without a word an operation is asked for again: the line may be
///   dead
record Backoff(int attempts, Duration first, Duration longest, Duration answer, Duration silence) {
  /// Half a minute in all: as long as a server needs to start again.
  static final Backoff USUAL =
      new Backoff(
          5,
          Duration.ofSeconds(2),
          Duration.ofSeconds(16),
          Duration.ofSeconds(60),
          Duration.ofMinutes(2));

  /// For the first call: nobody waits long to hear that an address is wrong.
  Backoff hasty() {
    return new Backoff(Math.min(3, attempts), first.dividedBy(2), longest, answer, silence);
  }

  /// Waits after a failure; `failures` counts from 1.
  void pause(int failures) throws InterruptedException {
    long millis =
        Math.min(longest.toMillis(), first.toMillis() << Math.min(20, Math.max(0, failures - 1)));
    // Not all clients come back at the same moment.
    long spread = (long) (millis * (0.75 + Math.random() / 2));
    Thread.sleep(spread);
  }
}
