package org.asaman.generate;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.Target;
import org.asaman.requirements.Version;

/// The one project and version that a line stands for among the wheels of a folder.
///
/// @param version absent if no wheel there meets the line
/// @param wanted what to call it when it is missing
record Selection(ProjectName name, Optional<Version> version, String wanted) {

  /// A pinned line means its version and no other; any other line what pip would pick.
  ///
  /// A URL or archive means the version in its file name; if there is none, the only one in the
  /// folder.
  ///
  /// @throws IllegalArgumentException if the line does not say which project it means
  static Selection of(RequirementLine line, WheelFolder folder, boolean prereleases) {
    return switch (line.target()) {
      case Target.Named named -> {
        ProjectName name = named.requirement().name();
        Optional<Version> pin = named.requirement().specifier().pin();
        Optional<Version> version =
            pin.isPresent()
                ? pin.filter(p -> !folder.wheels(name, p).isEmpty())
                : named.requirement().specifier().pick(folder.versions(name), prereleases);
        yield new Selection(name, version, name.value() + named.requirement().specifier());
      }
      case Target.Url url -> ofFile(url.name(), url.fileName(), folder);
      case Target.ArchivePath path -> ofFile(path.name(), path.fileName(), folder);
    };
  }

  private static Selection ofFile(
      Optional<ProjectName> stated, String fileName, WheelFolder folder) {
    Optional<FileNameParts> parts = FileNameParts.of(fileName, stated);
    ProjectName name =
        stated
            .or(() -> parts.map(FileNameParts::name))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "'" + fileName + "' does not say which project it is: write NAME @ URL"));
    if (parts.isPresent()) {
      Version version = parts.get().version();
      return new Selection(
          name,
          Optional.of(version).filter(v -> !folder.wheels(name, v).isEmpty()),
          name + "==" + version);
    }
    List<Version> versions = folder.versions(name);
    if (versions.size() > 1) {
      throw new IllegalArgumentException(
          "'"
              + fileName
              + "' does not say which version it is, and "
              + folder.path()
              + " holds "
              + versions);
    }
    return new Selection(name, versions.stream().findFirst(), name.value());
  }

  /// What an archive's file name says.
  private record FileNameParts(ProjectName name, Version version) {
    private static final List<String> SUFFIXES =
        List.of(".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip");

    static Optional<FileNameParts> of(String fileName, Optional<ProjectName> stated) {
      String stem =
          SUFFIXES.stream()
              .filter(fileName::endsWith)
              .findFirst()
              .map(s -> fileName.substring(0, fileName.length() - s.length()))
              .orElse(fileName);
      for (int dash = stem.indexOf('-'); dash >= 0; dash = stem.indexOf('-', dash + 1)) {
        Optional<FileNameParts> parts = at(stem, dash);
        if (parts.map(FileNameParts::name).filter(fits(stated)).isPresent()) {
          return parts;
        }
      }
      return Optional.empty();
    }

    private static Predicate<ProjectName> fits(Optional<ProjectName> stated) {
      return name -> stated.isEmpty() || stated.get().equals(name);
    }

    private static Optional<FileNameParts> at(String stem, int dash) {
      try {
        ProjectName name = ProjectName.of(stem.substring(0, dash));
        return Version.tryParse(stem.substring(dash + 1)).map(v -> new FileNameParts(name, v));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }
}
