package org.asaman.cli;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `--sde`: seconds since 1970, an ISO date (its beginning in UTC), or an ISO date and time
/// with its offset.
final class EpochConverter implements ITypeConverter<Long> {
  private static final long LATEST =
      LocalDate.of(2107, 12, 31).toEpochSecond(java.time.LocalTime.MIDNIGHT, ZoneOffset.UTC);

  @Override
  public Long convert(String text) {
    long seconds = seconds(text);
    if (seconds < 0 || seconds > LATEST) {
      throw new TypeConversionException("'" + text + "' is not between 1970 and 2107");
    }
    return seconds;
  }

  private static long seconds(String text) {
    try {
      if (text.matches("-?[0-9]{1,15}")) {
        return Long.parseLong(text);
      }
      return text.length() <= 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toEpochSecond()
          : OffsetDateTime.parse(text).toEpochSecond();
    } catch (DateTimeParseException _) {
      throw new TypeConversionException(
          "'" + text + "' is neither seconds nor a date like 2024-01-31 or 2024-01-31T12:00:00Z");
    }
  }
}
