package org.asaman.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Marker;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsFile;
import org.asaman.requirements.Target;
import org.asaman.requirements.Version;
import org.asaman.toml.Table;

/// Reads `pylock.toml` (PEP 751): its default groups, and no extras.
final class Pylock {
  private static final String HINT = "lock it anew with the program that made it";
  static final long LIMIT = 64L << 20;

  private final Supplier<Map<String, String>> markers;
  private final Set<String> groups;
  private final Path folder;

  private Pylock(Supplier<Map<String, String>> markers, Set<String> groups, Path folder) {
    this.markers = markers;
    this.groups = groups;
    this.folder = folder;
  }

  static RequirementsFile read(
      Path file, Supplier<Map<String, String>> markers, List<Problem> problems) {
    Table root = Table.read(file, LIMIT, "");
    String version = root.text("lock-version");
    if (!version.matches("1\\.[0-9]+")) {
      throw root.refuse(
          "lock-version", "pylock.toml of format " + version + " is not known", "1.0 is");
    }
    Pylock pylock =
        new Pylock(
            markers,
            new TreeSet<>(root.texts("default-groups")),
            Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow());
    List<RequirementLine> lines = new ArrayList<>();
    for (Table table : root.tables("packages")) {
      try {
        pylock.line(table).ifPresent(lines::add);
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    return LockedLine.file(file, lines);
  }

  private Optional<RequirementLine> line(Table table) {
    ProjectName name = table.parsed("name", ProjectName::of);
    Optional<Marker> marker = table.parsedIfAny("marker", Marker::parse);
    if (marker.isPresent() && LockedLine.asksForChoice(marker.get())) {
      if (!holds(table, marker.get())) {
        return Optional.empty();
      }
      marker = Optional.empty();
    }
    Optional<Table> archive = table.tableIfAny("archive");
    if (archive.isPresent()) {
      return Optional.of(archive(archive.get(), name, marker));
    }
    Optional<Table> sdist = table.tableIfAny("sdist");
    if (sdist.isEmpty()) {
      String what =
          table.has("wheels")
              ? name + " is locked without an sdist"
              : name + " is locked as a folder or repository";
      throw table.refuse("name", what, "asaman builds from sdists: lock it with one");
    }
    List<Hash> hashes = LockedLine.hashes(sdist.get());
    if (hashes.isEmpty()) {
      throw table.refuse("sdist", "the sdist of " + name + " has no hash that is taken", HINT);
    }
    return Optional.of(
        LockedLine.of(table, name, table.parsed("version", Version::parse), hashes, marker));
  }

  private boolean holds(Table table, Marker marker) {
    try {
      return marker.evaluate(
          markers.get(), Map.of("extras", Set.of(), "dependency_groups", groups));
    } catch (IllegalArgumentException e) {
      throw table.refuse("marker", "'marker': " + e.getMessage(), HINT);
    }
  }

  private RequirementLine archive(Table archive, ProjectName name, Optional<Marker> marker) {
    List<Hash> hashes = LockedLine.hashes(archive);
    if (hashes.isEmpty()) {
      throw archive.refuse("hashes", "the archive of " + name + " has no hash that is taken", HINT);
    }
    if (archive.has("subdirectory")) {
      throw archive.refuse(
          "subdirectory",
          "the source of " + name + " is a folder of its archive",
          "name it as directory in asaman.toml, and leave it out here");
    }
    Target target =
        archive.has("path")
            ? new Target.ArchivePath(
                Optional.of(name),
                new TreeSet<>(),
                archive.parsed("path", text -> folder.resolve(text).normalize()),
                marker)
            : new Target.Url(Optional.of(name), new TreeSet<>(), archive.address("url"), marker);
    return LockedLine.of(archive, target, hashes);
  }
}
