package org.asaman.lock;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.python.Interpreter;

/// The moment as of which build requirements are resolved, and why that one.
///
/// Only what was uploaded before it is taken.
public record AsOf(Instant instant, Reason reason) {

  /// Where a moment comes from.
  public enum Reason {
    /// The user named it.
    ASKED,
    /// The index states it as the upload time of the package's own sdist.
    UPLOAD_TIME,
    /// The sdist is older than the interpreter, whose first release it is.
    INTERPRETER_RELEASE,
    /// Nothing resolved as of the package's own date: it is the newest upload time in the file.
    NEWEST_IN_FILE,
    /// No index knows the sdist or its upload time: it is the beginning of this day (UTC).
    TODAY;

    /// Reads what [#toString] gives.
    public static Reason parse(String text) {
      return Stream.of(values())
          .filter(reason -> reason.toString().equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of the reasons"));
    }

    /// As records and locks spell it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What the index knows of one package and its requirements file.
  ///
  /// @param uploaded when the package's sdist was uploaded
  /// @param newestInFile the newest upload time of all sdists of the requirements file
  public record UploadTimes(Optional<Instant> uploaded, Optional<Instant> newestInFile) {
    public static final UploadTimes UNKNOWN = new UploadTimes(Optional.empty(), Optional.empty());
  }

  /// A moment that the user names: an ISO date (its beginning in UTC) or an ISO date and time with
  /// its offset.
  public static AsOf parse(String text) {
    try {
      Instant instant =
          text.length() <= 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      return new AsOf(instant, Reason.ASKED);
    } catch (DateTimeParseException _) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a date like 2024-01-31 nor a time like 2024-01-31T12:00:00Z");
    }
  }

  /// The moments to try in turn, for a package without a date of the user's.
  public static List<AsOf> choices(UploadTimes times, Interpreter interpreter, Instant now) {
    if (times.uploaded().isEmpty()) {
      return List.of(new AsOf(now.truncatedTo(ChronoUnit.DAYS), Reason.TODAY));
    }
    AsOf own = new AsOf(times.uploaded().get(), Reason.UPLOAD_TIME);
    AsOf first =
        PythonReleases.first(interpreter.minorVersion())
            .filter(own.instant()::isBefore)
            .map(release -> new AsOf(release, Reason.INTERPRETER_RELEASE))
            .orElse(own);
    List<AsOf> choices = new ArrayList<>(List.of(first));
    times
        .newestInFile()
        .filter(first.instant()::isBefore)
        .ifPresent(newest -> choices.add(new AsOf(newest, Reason.NEWEST_IN_FILE)));
    return List.copyOf(choices);
  }
}
