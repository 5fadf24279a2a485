package org.asaman.index;

import java.util.List;
import java.util.Optional;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;

/// The name of a source distribution's file: `NAME-VERSION` and a suffix.
///
/// Before PEP 625 names and versions could hold dashes, so a file name alone does not tell where
/// the version starts; the project asked for does.
public record SdistName(ProjectName name, Version version, String fileName) {
  /// Best first: of two sdists of one version the first form is taken.
  private static final List<String> SUFFIXES =
      List.of(".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip");

  /// Empty if the file is no sdist of the project.
  public static Optional<SdistName> parse(String fileName, ProjectName project) {
    Optional<String> suffix = SUFFIXES.stream().filter(fileName::endsWith).findFirst();
    if (suffix.isEmpty()) {
      return Optional.empty();
    }
    String stem = fileName.substring(0, fileName.length() - suffix.get().length());
    for (int dash = stem.indexOf('-'); dash >= 0; dash = stem.indexOf('-', dash + 1)) {
      if (ProjectName.normalise(stem.substring(0, dash)).equals(project.value())) {
        return Version.tryParse(stem.substring(dash + 1))
            .map(version -> new SdistName(project, version, fileName));
      }
    }
    return Optional.empty();
  }

  /// The file's suffix, `.tar.gz` and so on.
  public String suffix() {
    return SUFFIXES.get(preference());
  }

  /// How much this form is preferred; 0 is best.
  int preference() {
    for (int i = 0; i < SUFFIXES.size(); i++) {
      if (fileName.endsWith(SUFFIXES.get(i))) {
        return i;
      }
    }
    throw new IllegalStateException(fileName);
  }
}
