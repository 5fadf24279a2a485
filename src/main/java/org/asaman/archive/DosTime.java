package org.asaman.archive;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// MS-DOS date (high 16 bits) and time (low 16 bits), as ZIP headers hold them: even seconds from
/// 1980 to 2107.
final class DosTime {
  private static final LocalDateTime FIRST = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final LocalDateTime LAST = LocalDateTime.of(2107, 12, 31, 23, 59, 58);

  private DosTime() {}

  static int of(long epochSecond) {
    long within =
        Math.clamp(
            epochSecond, FIRST.toEpochSecond(ZoneOffset.UTC), LAST.toEpochSecond(ZoneOffset.UTC));
    LocalDateTime t = LocalDateTime.ofEpochSecond(within, 0, ZoneOffset.UTC);
    return (t.getYear() - 1980) << 25
        | t.getMonthValue() << 21
        | t.getDayOfMonth() << 16
        | t.getHour() << 11
        | t.getMinute() << 5
        | t.getSecond() / 2;
  }

  /// The time that the bits stand for; the first possible one if they stand for none.
  static LocalDateTime toLocalDateTime(int dosTime) {
    try {
      return LocalDateTime.of(
          1980 + (dosTime >>> 25),
          dosTime >>> 21 & 15,
          dosTime >>> 16 & 31,
          dosTime >>> 11 & 31,
          dosTime >>> 5 & 63,
          (dosTime & 31) * 2);
    } catch (DateTimeException _) {
      return FIRST;
    }
  }
}
