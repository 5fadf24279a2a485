package org.asaman.requirements;

import java.util.Comparator;

/// One version of a project, written `NAME==VERSION`.
public record Release(ProjectName name, Version version) implements Comparable<Release> {
  private static final Comparator<Release> ORDER =
      Comparator.comparing(Release::name).thenComparing(Release::version);

  /// Reads what [#toString] gives.
  ///
  /// @throws IllegalArgumentException if the text is no such thing
  public static Release parse(String text) {
    String[] parts = text.split("==", 2);
    if (parts.length != 2) {
      throw new IllegalArgumentException("'" + text + "' is not NAME==VERSION");
    }
    return new Release(ProjectName.of(parts[0]), Version.parse(parts[1]));
  }

  /// As messages and rows name it: `NAME VERSION`.
  public String subject() {
    return name + " " + version;
  }

  @Override
  public int compareTo(Release other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name + "==" + version;
  }
}
