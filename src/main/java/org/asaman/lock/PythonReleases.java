package org.asaman.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// When each minor version of Python was first released: nothing older was made for it.
final class PythonReleases {
  private static final String TABLE = "python-releases.txt";

  private PythonReleases() {}

  /// The end of the day of the first release; empty for a version that is not in the table.
  static Optional<Instant> first(String minorVersion) {
    try (InputStream in = PythonReleases.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException(TABLE + " is missing from the program");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> line.startsWith(minorVersion + " "))
          .map(line -> LocalDate.parse(line.substring(minorVersion.length() + 1)))
          .map(day -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
