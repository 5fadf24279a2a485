package org.asaman.requirements;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.problem.Problem;

/// What a line must have before its requirement is built: an archive that can be built, and, unless
/// hashes are waived, one version and a hash.
public final class BuildPolicy {
  private BuildPolicy() {}

  /// Every line that cannot be built; `lines` are those of [RequirementsFile#applying].
  public static List<Problem> check(List<RequirementLine> lines, boolean hashesRequired) {
    return lines.stream()
        .flatMap(line ->
            Stream.of(archive(line), pin(line, hashesRequired), hash(line, hashesRequired))
                .flatMap(Optional::stream)
                .limit(1))
        .toList();
  }

  private static Optional<Problem> archive(RequirementLine line) {
    return switch (line.target()) {
      case Target.Named _ -> Optional.empty();
      case Target.Url url -> archive(line, url.fileName());
      case Target.ArchivePath path -> archive(line, path.fileName());
    };
  }

  private static Optional<Problem> archive(RequirementLine line, String fileName) {
    if (ArchiveName.isSdist(fileName)) {
      return Optional.empty();
    }
    return Optional.of(
        ArchiveName.isWheel(fileName)
            ? line.origin()
                .problem("'" + fileName + "' is already built", "name the project's sdist instead")
            : line.origin()
                .problem(
                    "'" + fileName + "' is not an archive that can be read",
                    "its name must end in .tar.gz, .tgz, .tar.bz2, .tar.xz or .zip"));
  }

  private static Optional<Problem> pin(RequirementLine line, boolean required) {
    return required
            && line.target() instanceof Target.Named(Requirement requirement)
            && requirement.specifier().pin().isEmpty()
        ? Optional.of(
            line.origin()
                .problem(
                    "'" + requirement.name() + "' has no single version",
                    "pin it with ==, or use --no-hash"))
        : Optional.empty();
  }

  private static Optional<Problem> hash(RequirementLine line, boolean required) {
    return required && line.hashes().isEmpty()
        ? Optional.of(
            line.origin()
                .problem(
                    "'" + line.target() + "' has no hash",
                    "add --hash=sha256:DIGEST (pip-compile --generate-hashes does), or use"
                        + " --no-hash"))
        : Optional.empty();
  }
}
