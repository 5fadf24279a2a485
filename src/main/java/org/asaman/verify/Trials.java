package org.asaman.verify;

import java.util.Collection;
import org.asaman.build.Departure;
import org.asaman.build.Ready;
import org.asaman.build.Rebuilds;
import org.asaman.build.Rebuilds.Rebuilt;

/// Rebuilds one wheel with variations.
final class Trials {
  private final Rebuilds rebuilds;
  private final Ready ready;
  private final boolean freeNames;

  /// @param freeNames whether temporary files have names of their own, as without protection
  Trials(Rebuilds rebuilds, Ready ready, boolean freeNames) {
    this.rebuilds = rebuilds;
    this.ready = ready;
    this.freeNames = freeNames;
  }

  /// One rebuild.
  ///
  /// @param frozen whether the clock stands still, unless it is one of the variations
  /// @param turn tells rebuilds apart in which nothing else is different
  Rebuilt of(Collection<Variation> variations, Way way, boolean frozen, int turn)
      throws InterruptedException {
    Departure departure = plain();
    departure = departure.with(departure.surroundings().withTurn(turn));
    for (Variation variation : variations) {
      if (variation != Variation.CLOCK) {
        departure = variation.apply(departure, way);
      }
    }
    // The clock comes last: how it is set depends on the time zone.
    if (variations.contains(Variation.CLOCK)) {
      departure = Variation.CLOCK.apply(departure, way);
    } else if (frozen) {
      departure = Frozen.at(departure, Frozen.MOMENT);
    }
    return again(departure);
  }

  /// A rebuild with one more environment variable, which means nothing to anyone.
  Rebuilt withAnyVariable(boolean frozen) throws InterruptedException {
    Departure departure = plain().withVariable("ASAMAN_MEANS_NOTHING", "1");
    return again(frozen ? Frozen.at(departure, Frozen.MOMENT) : departure);
  }

  private Departure plain() {
    return freeNames ? Departure.NONE.withFreeTemporaryNames() : Departure.NONE;
  }

  private Rebuilt again(Departure departure) throws InterruptedException {
    return rebuilds.again(ready, departure);
  }
}
