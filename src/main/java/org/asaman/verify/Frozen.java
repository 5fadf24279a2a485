package org.asaman.verify;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.asaman.build.Departure;

/// A clock that stands still.
final class Frozen {
  /// The moment at which it stands where it is not what is varied.
  static final String MOMENT = "2027-02-03T04:05:06Z";

  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private Frozen() {}

  /// Lets the clock stand at a moment; libfaketime takes the local time of the build's zone.
  static Departure at(Departure to, String moment) {
    String zone = to.environment().getOrDefault("TZ", "GMT+0");
    // POSIX counts zones westward.
    int hoursWest = Integer.parseInt(zone.replace("GMT", ""));
    String local =
        Instant.parse(moment).atOffset(ZoneOffset.UTC).minusHours(hoursWest).format(LOCAL);
    return to.with(to.surroundings().withClock(local));
  }
}
