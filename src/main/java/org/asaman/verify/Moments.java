package org.asaman.verify;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.asaman.compare.Difference;

/// Tells the time of a build from other texts that are never the same: file times come from the
/// kernel, whose clock nothing can stop.
record Moments(Clock clock) {
  private static final Pattern SECONDS = Pattern.compile("(?<![0-9])[0-9]{10}");
  private static final long NEAR = 2 * 86_400L;

  boolean isTime(Difference difference) {
    return difference.place().equals("times")
        || Stream.of(difference.left(), difference.right()).allMatch(this::holdsNow);
  }

  private boolean holdsNow(String text) {
    Matcher seconds = SECONDS.matcher(text);
    long now = clock.instant().getEpochSecond();
    while (seconds.find()) {
      if (Math.abs(Long.parseLong(seconds.group()) - now) < NEAR) {
        return true;
      }
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return Stream.of(today.minusDays(1), today, today.plusDays(1))
        .flatMap(day -> Stream.of(day.toString(), day.format(DateTimeFormatter.BASIC_ISO_DATE)))
        .anyMatch(text::contains);
  }
}
