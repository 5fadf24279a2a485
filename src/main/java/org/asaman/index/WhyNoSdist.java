package org.asaman.index;

import java.util.List;
import java.util.stream.Stream;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.SpecifierSet;
import org.asaman.requirements.Version;

/// Explains why a project that exists offers no source distribution that can be taken.
final class WhyNoSdist {
  private static final int SHOWN = 5;

  private WhyNoSdist() {}

  /// `sdists`: those of the version, none of which can be taken.
  static Problem pinned(Project project, Version version, List<Sdist> sdists, List<Hash> listed) {
    String subject = project.name().value() + " " + version;
    List<String> wheels = wheels(project, version).map(DistributionFile::filename).toList();
    if (sdists.isEmpty()) {
      return wheels.isEmpty()
          ? new Problem.NotFound(subject, project.from(), "check the version")
          : new Problem.NotFound(
              "a source distribution of " + subject,
              project.from(),
              "there are only wheels: " + some(wheels));
    }
    List<String> listedWheels =
        wheels(project, version)
            .filter(wheel -> wheel.hashes().stream().anyMatch(listed::contains))
            .map(DistributionFile::filename)
            .toList();
    DistributionFile first = sdists.getFirst().file();
    return listedWheels.isEmpty()
        ? new Problem.HashMismatch(
            first.filename(),
            listed.stream().map(Hash::toString).toList(),
            String.join(", ", first.hashes().stream().map(Hash::toString).toList()))
        : new Problem.NotFound(
            "a source distribution of " + subject + " among the listed hashes",
            project.from(),
            "only wheels are listed ("
                + some(listedWheels)
                + "); list the hash of "
                + first.filename()
                + " too");
  }

  static Problem chosen(Project project, SpecifierSet specifier, List<Sdist> fitting) {
    String subject = (project.name().value() + " " + specifier).strip();
    List<String> versions =
        fitting.stream()
            .map(sdist -> sdist.name().version())
            .distinct()
            .sorted((a, b) -> b.compareTo(a))
            .map(Version::toString)
            .toList();
    return new Problem.NotFound(
        "a source distribution of " + subject,
        project.from(),
        versions.isEmpty()
            ? "there is none that this interpreter may use"
            : "there are " + some(versions));
  }

  private static Stream<DistributionFile> wheels(Project project, Version version) {
    return project.files().stream()
        .filter(DistributionFile::isWheel)
        .filter(wheel -> isOf(wheel.filename(), project.name(), version));
  }

  /// PEP 427: neither part holds a dash.
  private static boolean isOf(String wheel, ProjectName project, Version version) {
    String[] parts = wheel.split("-", 3);
    return parts.length == 3
        && ProjectName.normalise(parts[0]).equals(project.value())
        && Version.tryParse(parts[1]).filter(version::equals).isPresent();
  }

  private static String some(List<String> names) {
    String first = String.join(", ", names.stream().limit(SHOWN).toList());
    return names.size() > SHOWN ? first + ", …" : first;
  }
}
