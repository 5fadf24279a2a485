package org.asaman.archive;

import java.time.Duration;

/// The moment at which reading an archive is given up.
record Deadline(Refusal refusal, Duration time, long nanoTime) {

  static Deadline in(Duration time, Refusal refusal) {
    return new Deadline(refusal, time, System.nanoTime() + time.toNanos());
  }

  void check() {
    if (System.nanoTime() - nanoTime >= 0) {
      throw refusal.because("takes longer to read than the limit of " + time.toSeconds() + " s");
    }
  }
}
