package org.asaman.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.asaman.requirements.GlobalOptions;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Marker;
import org.asaman.requirements.Origin;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsFile;
import org.asaman.requirements.SpecifierSet;
import org.asaman.requirements.Target;
import org.asaman.requirements.Version;
import org.asaman.toml.Table;

/// What a lock file pins, as lines of a requirements file.
final class LockedLine {
  private LockedLine() {}

  /// One version of a project, of which the sdist has one of the hashes.
  static RequirementLine of(
      Table table, ProjectName name, Version version, List<Hash> hashes, Optional<Marker> marker) {
    Requirement requirement =
        new Requirement(
            name, new TreeSet<>(), SpecifierSet.pinnedTo(version), marker, Optional.empty());
    return of(table, new Target.Named(requirement), hashes);
  }

  static RequirementLine of(Table table, Target target, List<Hash> hashes) {
    return new RequirementLine(
        new Origin(table.file(), table.line()),
        target,
        hashes,
        Map.of(),
        List.of(),
        target.toString());
  }

  static RequirementsFile file(Path path, List<RequirementLine> lines) {
    return new RequirementsFile(
        path, List.of(path), lines, List.of(), GlobalOptions.NONE, List.of());
  }

  /// The hashes of a table such as `{ sha256 = "…" }`; weak ones are passed over.
  static List<Hash> hashes(Table file) {
    return file.tableIfAny("hashes").stream()
        .flatMap(table ->
            table.keys().stream()
                .filter(Set.of("sha256", "sha384", "sha512")::contains)
                .map(key -> table.parsed(key, hex -> new Hash(key, hex))))
        .toList();
  }

  /// A condition that only the reader of the lock file can decide: it asks for extras or groups.
  static boolean asksForChoice(Marker marker) {
    return marker.toString().matches(".*\\b(extra|extras|dependency_groups)\\b.*");
  }
}
