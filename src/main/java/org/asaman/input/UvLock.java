package org.asaman.input;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Marker;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsFile;
import org.asaman.requirements.Version;
import org.asaman.toml.Table;

/// Reads `uv.lock`: what the projects of the workspace need in this environment, without their
/// extras and groups.
///
/// Such a lock is of all environments at once: it is walked from its projects on.
final class UvLock {
  private static final Set<String> OWN = Set.of("editable", "virtual", "directory");

  private final Table root;
  private final Map<String, String> markers;
  private final Set<ProjectName> members = new HashSet<>();
  private final Map<ProjectName, List<Table>> packages = new TreeMap<>();

  private UvLock(Table root, Map<String, String> markers) {
    this.root = root;
    this.markers = markers;
    root.tableIfAny("manifest")
        .ifPresent(manifest -> members.addAll(manifest.parsedAll("members", ProjectName::of)));
    for (Table table : root.tables("package")) {
      packages
          .computeIfAbsent(table.parsed("name", ProjectName::of), _ -> new ArrayList<>())
          .add(table);
    }
  }

  /// A package that is needed, with the extras that are.
  private record Visit(Table entry, Set<String> extras) {}

  static RequirementsFile read(Path file, Map<String, String> markers, List<Problem> problems) {
    Table root = Table.read(file, Pylock.LIMIT, "");
    long version = root.numberIfAny("version").orElse(0);
    if (version != 1) {
      throw root.refuse("version", "uv.lock of format " + version + " is not known", "1 is");
    }
    return LockedLine.file(file, new UvLock(root, markers).lines(problems));
  }

  private List<RequirementLine> lines(List<Problem> problems) {
    Map<Table, RequirementLine> lines = new LinkedHashMap<>();
    Map<Table, Set<String>> seen = new HashMap<>();
    Deque<Visit> open = new ArrayDeque<>(roots());
    while (!open.isEmpty()) {
      Visit visit = open.remove();
      Table entry = visit.entry();
      try {
        boolean first = !seen.containsKey(entry);
        Set<String> known = seen.computeIfAbsent(entry, _ -> new HashSet<>());
        if (first && !isOwn(entry)) {
          lines.put(entry, line(entry));
        }
        if (first) {
          follow(entry.tables("dependencies"), open);
        }
        for (String extra : visit.extras()) {
          if (known.add(extra)) {
            entry
                .tableIfAny("optional-dependencies")
                .ifPresent(all -> follow(all.tables(extra), open));
          }
        }
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    return lines.values().stream()
        .sorted(Comparator.comparing(line -> line.target().toString()))
        .toList();
  }

  /// The projects that the lock was made for, or what a script asks for.
  private List<Visit> roots() {
    Deque<Visit> roots =
        new ArrayDeque<>(
            packages.values().stream()
                .flatMap(List::stream)
                .filter(this::isOwn)
                .map(entry -> new Visit(entry, Set.of()))
                .toList());
    root.tableIfAny("manifest")
        .ifPresent(manifest -> {
          if (manifest.has("requirements")) {
            follow(manifest.tables("requirements"), roots);
          }
        });
    if (roots.isEmpty()) {
      throw root.refuse("package", "no package is the project that was locked", "");
    }
    return List.copyOf(roots);
  }

  /// A project of the workspace; where the lock does not list them, what lies where the lock does.
  private boolean isOwn(Table entry) {
    Table source = entry.table("source");
    return members.isEmpty()
        ? OWN.stream().anyMatch(kind -> source.textIfAny(kind).filter("."::equals).isPresent())
        : members.contains(entry.parsed("name", ProjectName::of));
  }

  private void follow(List<Table> dependencies, Deque<Visit> open) {
    for (Table dependency : dependencies) {
      if (holds(dependency, dependency.textIfAny("marker"))) {
        Stream<String> extras =
            Stream.concat(
                dependency.textOrTexts("extra").stream(),
                dependency.has("extras") ? dependency.texts("extras").stream() : Stream.of());
        open.add(new Visit(entry(dependency), Set.copyOf(extras.distinct().toList())));
      }
    }
  }

  private boolean holds(Table table, Optional<String> marker) {
    try {
      return marker.map(Marker::parse).map(m -> m.evaluate(markers)).orElse(true);
    } catch (IllegalArgumentException e) {
      throw table.refuse("marker", "'marker': " + e.getMessage(), "");
    }
  }

  /// The one package that a dependency means in this environment.
  private Table entry(Table dependency) {
    ProjectName name = dependency.parsed("name", ProjectName::of);
    Optional<Version> version = dependency.parsedIfAny("version", Version::parse);
    List<Table> candidates =
        packages.getOrDefault(name, List.of()).stream()
            .filter(entry ->
                version.isEmpty()
                    || entry
                        .parsedIfAny("version", Version::parse)
                        .filter(version.get()::equals)
                        .isPresent())
            .toList();
    if (candidates.size() > 1) {
      candidates =
          candidates.stream()
              .filter(entry ->
                  entry.texts("resolution-markers").stream()
                      .anyMatch(marker -> holds(entry, Optional.of(marker))))
              .toList();
    }
    if (candidates.size() != 1) {
      throw dependency.refuse(
          "name",
          candidates.isEmpty()
              ? name + " is needed, and the lock has no such package"
              : "the lock does not tell which " + name + " is meant",
          "lock it anew with uv lock");
    }
    return candidates.getFirst();
  }

  private static RequirementLine line(Table entry) {
    ProjectName name = entry.parsed("name", ProjectName::of);
    if (!entry.table("source").has("registry")) {
      throw entry.refuse(
          "source",
          name
              + " is locked from "
              + String.join(", ", entry.table("source").keys())
              + " instead of an index",
          "asaman builds from sdists: lock it with one");
    }
    Table sdist =
        entry
            .tableIfAny("sdist")
            .orElseThrow(() ->
                entry.refuse(
                    "name",
                    name + " is locked without an sdist",
                    "asaman builds from sdists: lock it with one"));
    List<Hash> hashes = List.of(sdist.parsed("hash", Hash::parse));
    return LockedLine.of(
        entry, name, entry.parsed("version", Version::parse), hashes, Optional.empty());
  }
}
