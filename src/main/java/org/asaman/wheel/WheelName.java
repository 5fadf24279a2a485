package org.asaman.wheel;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;

/// The name of a wheel file and what it says, as Python's `packaging` reads it (PEP 427).
///
/// Stricter in two points: the project's name must be one that PEP 508 allows, and a path separator
/// or control character is refused, so that a parsed name is always safe as a file's name.
public record WheelName(
    ProjectName name,
    Version version,
    Optional<BuildTag> build,
    SortedSet<Tag> tags,
    String fileName) {

  private static final String SUFFIX = ".whl";

  private static final Pattern UNSAFE = Pattern.compile("[/\\\\\\p{Cc}]");

  public WheelName {
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  public static WheelName parse(String fileName) {
    if (!fileName.endsWith(SUFFIX)) {
      throw new IllegalArgumentException("'" + fileName + "' does not end in .whl");
    }
    if (UNSAFE.matcher(fileName).find()) {
      throw new IllegalArgumentException(
          "'" + fileName + "' holds a path separator or a control character");
    }
    String stem = fileName.substring(0, fileName.length() - SUFFIX.length());
    List<String> parts = List.of(stem.split("-", -1));
    if (parts.size() != 5 && parts.size() != 6) {
      throw new IllegalArgumentException(
          "'" + fileName + "' is not NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl");
    }
    int tagsFrom = parts.size() - 3;
    return new WheelName(
        project(parts.getFirst(), fileName),
        Version.parse(parts.get(1)),
        parts.size() == 6 ? Optional.of(BuildTag.parse(parts.get(2))) : Optional.empty(),
        Tag.parseSet(String.join("-", parts.subList(tagsFrom, parts.size()))),
        fileName);
  }

  private static ProjectName project(String text, String fileName) {
    if (text.contains("__")) {
      throw new IllegalArgumentException(
          "'" + text + "' in '" + fileName + "' is not a project name escaped for a wheel");
    }
    return ProjectName.of(text);
  }

  @Override
  public String toString() {
    return fileName;
  }
}
