package org.asaman.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ArchiveName;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Marker;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsFile;
import org.asaman.requirements.Version;
import org.asaman.toml.Table;

/// Reads `poetry.lock`: what the group `main` needs (of a lock that tells no groups everything),
/// and nothing that only an extra asks for.
final class PoetryLock {
  private static final String MAIN = "main";
  private static final Set<String> NOT_FROM_AN_INDEX = Set.of("git", "url", "file", "directory");

  private PoetryLock() {}

  static RequirementsFile read(Path file, List<Problem> problems) {
    Table root = Table.read(file, Pylock.LIMIT, "");
    Table metadata = root.table("metadata");
    String version = metadata.text("lock-version");
    if (!version.matches("(1\\.1|2\\.[0-9]+)")) {
      throw metadata.refuse(
          "lock-version", "poetry.lock of format " + version + " is not known", "1.1 and 2.x are");
    }
    List<RequirementLine> lines = new ArrayList<>();
    for (Table table : root.tables("package")) {
      try {
        line(table, metadata.tableIfAny("files")).ifPresent(lines::add);
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    return LockedLine.file(file, lines);
  }

  private static Optional<RequirementLine> line(Table table, Optional<Table> filesOfAll) {
    boolean other = table.has("groups") && !table.texts("groups").contains(MAIN);
    if (other || table.isTrue("optional")) {
      return Optional.empty();
    }
    ProjectName name = table.parsed("name", ProjectName::of);
    table
        .tableIfAny("source")
        .flatMap(source -> source.textIfAny("type"))
        .filter(NOT_FROM_AN_INDEX::contains)
        .ifPresent(type -> {
          throw table.refuse(
              "source",
              name + " is locked from a " + type + " instead of an index",
              "asaman builds from sdists: lock it with one");
        });
    List<Table> files =
        table.has("files")
            ? table.tables("files")
            : filesOfAll.map(all -> all.tables(table.text("name"))).orElse(List.of());
    List<Hash> hashes =
        files.stream()
            .filter(file -> ArchiveName.isSdist(file.text("file")))
            .map(file -> file.parsed("hash", Hash::parse))
            .toList();
    if (hashes.isEmpty()) {
      throw table.refuse(
          "name",
          name + " is locked without an sdist",
          "asaman builds from sdists: lock it with one");
    }
    return Optional.of(
        LockedLine.of(table, name, table.parsed("version", Version::parse), hashes, marker(table)));
  }

  /// One marker for all groups, or one for each.
  private static Optional<Marker> marker(Table table) {
    return table.isTable("markers")
        ? table.table("markers").parsedIfAny(MAIN, Marker::parse)
        : table.parsedIfAny("markers", Marker::parse);
  }
}
