package org.asaman.lockfile;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.asaman.crates.Crate;
import org.asaman.crates.LockedCrates;
import org.asaman.index.DistributionFile;
import org.asaman.lock.AsOf;
import org.asaman.lock.BuildWheel;
import org.asaman.requirements.ArchiveName;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.Version;
import org.asaman.toml.Table;

/// Reads a build lock, which anybody may have edited: nothing is taken that does not fit together.
public final class LockReader {
  private static final String HINT =
      "make the lock anew with asaman lock --upgrade, or take it back from its history";
  private static final long LIMIT = 64L << 20;
  private static final Set<String> KEYS =
      Set.of(
          "lock-version",
          "created-by",
          "build-deps",
          "interpreter",
          "packages",
          "build-requirements");
  private static final Set<String> INTERPRETER_KEYS =
      Set.of("implementation", "version", "platform");
  private static final Set<String> PACKAGE_KEYS =
      Set.of(
          "name",
          "version",
          "requested",
          "sdist",
          "build-backend",
          "backend-path",
          "requires",
          "dynamic-requires",
          "as-of",
          "as-of-reason",
          "undated",
          "build-requirements",
          "settings",
          "crates",
          "cargo-locks");
  private static final Set<String> CARGO_LOCK_KEYS = Set.of("path", "text");
  private static final Set<String> REQUIREMENT_KEYS =
      Set.of("name", "version", "binary", "sdist", "wheels");
  private static final Set<String> FILE_KEYS =
      Set.of("name", "upload-time", "url", "path", "size", "hashes");

  private final Path folder;

  private LockReader(Path folder) {
    this.folder = folder;
  }

  public static BuildLock read(Path file) {
    return new LockReader(Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow())
        .read(Table.read(file, LIMIT, HINT));
  }

  /// Reads the text of a lock that is shown as `file`.
  ///
  /// @param folder what its paths are relative to
  public static BuildLock read(String file, String text, Path folder) {
    return new LockReader(folder).read(Table.parse(file, text, HINT));
  }

  private BuildLock read(Table root) {
    String format = root.text("lock-version");
    if (!format.equals(LockWriter.FORMAT)) {
      throw root.refuse(
          "lock-version",
          "the lock has format " + format + ", and this asaman knows " + LockWriter.FORMAT,
          "use the asaman that made it, or make the lock anew with asaman lock --upgrade");
    }
    root.allowOnly(KEYS, HINT);
    boolean fromSource =
        switch (root.text("build-deps")) {
          case "source" -> true;
          case "binary" -> false;
          default ->
              throw root.refuse("build-deps", "'build-deps' is neither source nor binary", HINT);
        };
    Table interpreter = root.table("interpreter");
    interpreter.allowOnly(INTERPRETER_KEYS, HINT);
    SortedMap<Release, LockedPackage> packages = new TreeMap<>();
    SortedMap<Release, LockedRequirement> requirements = new TreeMap<>();
    for (Table table : root.tables("build-requirements")) {
      LockedRequirement requirement = requirement(table);
      if (requirements.putIfAbsent(requirement.release(), requirement) != null) {
        throw table.refuse("name", requirement.release() + " is there twice", HINT);
      }
    }
    for (Table table : root.tables("packages")) {
      LockedPackage locked = lockedPackage(table);
      if (packages.putIfAbsent(locked.release(), locked) != null) {
        throw table.refuse("name", locked.release() + " is there twice", HINT);
      }
      Set<ProjectName> names = new TreeSet<>();
      for (Release release : locked.buildRequirements()) {
        if (!names.add(release.name())) {
          throw table.refuse(
              "build-requirements",
              locked.release().subject() + " needs " + release.name() + " twice",
              HINT);
        }
        if (!requirements.containsKey(release)) {
          throw table.refuse(
              "build-requirements",
              locked.release().subject() + " needs " + release + ", which the lock has no files of",
              HINT);
        }
      }
    }
    BuildLock lock =
        new BuildLock(
            new LockedInterpreter(
                interpreter.text("implementation"),
                interpreter.text("version"),
                interpreter.text("platform")),
            fromSource,
            packages,
            requirements);
    if (fromSource) {
      requireChain(root, lock);
    }
    return lock;
  }

  /// In a lock with the whole chain every build requirement can be built, in some order.
  private static void requireChain(Table root, BuildLock lock) {
    for (Release release : lock.requirements().keySet()) {
      boolean binary =
          lock.requirement(release).binary().filter(BuildWheel.Origin.ALLOWED::equals).isPresent();
      if (!binary && !lock.packages().containsKey(release)) {
        throw root.refuse("packages", release + " has no package to be built from", HINT);
      }
    }
    List<Release> cycle = new LockGraph(lock).cycle();
    if (!cycle.isEmpty()) {
      throw root.refuse(
          "packages",
          LockGraph.words(cycle)
              + (cycle.size() == 1 ? " needs itself" : " need each other")
              + " to be built, and no seed breaks the cycle",
          HINT);
    }
  }

  private static Release release(Table table) {
    return new Release(
        table.parsed("name", ProjectName::of), table.parsed("version", Version::parse));
  }

  private LockedPackage lockedPackage(Table table) {
    table.allowOnly(PACKAGE_KEYS, HINT);
    Release release = release(table);
    DistributionFile sdist = file(table.table("sdist"), false);
    if (sdist.content().isEmpty()) {
      throw table.refuse("sdist", "the sdist of " + release + " has no size or no sha256", HINT);
    }
    List<Requirement> _ = table.parsedAll("requires", Requirement::parse);
    List<Requirement> _ = table.parsedAll("dynamic-requires", Requirement::parse);
    return new LockedPackage(
        release,
        sdist,
        table.isTrue("requested"),
        asOf(table),
        new TreeSet<>(table.parsedAll("undated", ProjectName::of)),
        table.text("build-backend"),
        table.texts("backend-path"),
        table.texts("requires"),
        table.texts("dynamic-requires"),
        table.parsedAll("build-requirements", Release::parse),
        table.texts("settings"),
        crates(table));
  }

  private static LockedCrates crates(Table table) {
    SortedMap<String, String> locks = new TreeMap<>();
    for (Table lock : table.tables("cargo-locks")) {
      lock.allowOnly(CARGO_LOCK_KEYS, HINT);
      locks.put(lock.text("path"), lock.text("text"));
    }
    return new LockedCrates(table.parsedAll("crates", Crate::parse), locks);
  }

  private static Optional<AsOf> asOf(Table table) {
    return table
        .instantIfAny("as-of")
        .map(instant -> new AsOf(instant, table.parsed("as-of-reason", AsOf.Reason::parse)));
  }

  private LockedRequirement requirement(Table table) {
    table.allowOnly(REQUIREMENT_KEYS, HINT);
    List<DistributionFile> files =
        Stream.concat(
                table.tableIfAny("sdist").stream().map(one -> file(one, false)),
                table.tables("wheels").stream().map(one -> file(one, true)))
            .toList();
    if (files.isEmpty()) {
      throw table.refuse("wheels", release(table) + " has no file", HINT);
    }
    return new LockedRequirement(
        release(table), files, table.parsedIfAny("binary", LockReader::binary));
  }

  private static BuildWheel.Origin binary(String text) {
    return switch (text) {
      case "seed" -> BuildWheel.Origin.SEED;
      case "allowed" -> BuildWheel.Origin.ALLOWED;
      default -> throw new IllegalArgumentException("it is neither seed nor allowed");
    };
  }

  private DistributionFile file(Table table, boolean wheel) {
    table.allowOnly(FILE_KEYS, HINT);
    Table hashes = table.table("hashes");
    List<Hash> all = new ArrayList<>();
    hashes.keys().forEach(key -> all.add(hashes.parsed(key, hex -> new Hash(key, hex))));
    all.sort(Comparator.naturalOrder());
    if (all.isEmpty()) {
      throw table.refuse("hashes", "a file without a hash", HINT);
    }
    OptionalLong size = table.numberIfAny("size");
    if (size.isPresent() && size.getAsLong() < 0) {
      throw table.refuse("size", "a negative size", HINT);
    }
    String name = table.text("name");
    boolean fits = wheel ? name.endsWith(".whl") : ArchiveName.isSdist(name);
    if (!DistributionFile.isFileName(name) || !fits) {
      throw table.refuse(
          "name", "'" + name + "' is no name of " + (wheel ? "a wheel" : "an sdist"), HINT);
    }
    return new DistributionFile(
        name,
        table.has("url") ? table.address("url") : path(table),
        all,
        table.instantIfAny("upload-time"),
        size,
        Optional.empty(),
        Optional.empty());
  }

  private URI path(Table table) {
    try {
      return folder.resolve(table.text("path")).normalize().toUri();
    } catch (InvalidPathException _) {
      throw table.refuse("path", "'" + table.text("path") + "' is no path", HINT);
    }
  }
}
