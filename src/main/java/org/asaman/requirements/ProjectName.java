package org.asaman.requirements;

import java.util.Locale;
import java.util.regex.Pattern;

/// A project's name, normalised as PEP 503 says: lower case, runs of `-`, `_` and `.` are one `-`.
public record ProjectName(String value) implements Comparable<ProjectName> {
  private static final Pattern VALID =
      Pattern.compile("[a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9]", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  public ProjectName {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException("'" + value + "' is not a project name (PEP 508)");
    }
    value = normalise(value);
  }

  public static ProjectName of(String name) {
    return new ProjectName(name);
  }

  /// The PEP 503 form of any text, valid name or not: also that of an extra.
  public static String normalise(String name) {
    return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  @Override
  public int compareTo(ProjectName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
