package org.asaman.lockfile;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.asaman.config.Config;
import org.asaman.index.DistributionFile;
import org.asaman.index.PackageIndex;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.Target;
import org.asaman.store.Digest;

/// Whether a lock is one of these requirements, settings and interpreter.
///
/// @param found the package of each line that has one
/// @param changed the packages whose settings are others
/// @param stale what does not match, a problem each
public record LockCheck(
    Map<RequirementLine, LockedPackage> found, Set<Release> changed, List<Problem> stale) {

  /// Compares a lock with the lines that apply.
  ///
  /// @param shown the lock's file, for messages
  public static LockCheck of(
      String shown,
      BuildLock lock,
      List<RequirementLine> lines,
      Config config,
      Interpreter interpreter) {
    Map<RequirementLine, LockedPackage> found = new LinkedHashMap<>();
    Set<Release> changed = new TreeSet<>();
    List<String> changes = new ArrayList<>();
    LockedInterpreter here = LockedInterpreter.of(interpreter);
    if (!lock.interpreter().fits(here)) {
      changes.add("it is for " + lock.interpreter() + ", and this is " + here);
    }
    Set<LockedPackage> left = new LinkedHashSet<>(lock.packages().values());
    for (RequirementLine line : lines) {
      Optional<LockedPackage> locked =
          lock.requested().stream().filter(p -> isMeant(p, line)).findFirst();
      if (locked.isPresent()) {
        found.put(line, locked.get());
        left.remove(locked.get());
        difference(locked.get(), facts(line, locked.get().release(), config))
            .ifPresent(what -> {
              changed.add(locked.get().release());
              changes.add(what);
            });
      } else {
        changes.add(whyNot(lock, line));
      }
    }
    for (LockedPackage other : left) {
      if (other.requested()) {
        if (lines.stream().noneMatch(line -> isAbout(other, line))) {
          changes.add(other.release().subject() + " is locked, and no line asks for it");
        }
      } else {
        Release release = other.release();
        difference(other, config.of(release.name(), release.version()).facts())
            .ifPresent(what -> {
              changed.add(release);
              changes.add(what);
            });
      }
    }
    return new LockCheck(
        found,
        changed,
        changes.stream().<Problem>map(what -> new Problem.StaleLock(shown, what)).toList());
  }

  private static List<String> facts(RequirementLine line, Release release, Config config) {
    return config
        .of(release.name(), release.version())
        .withConfigSettings(line.configSettings())
        .facts();
  }

  private static boolean isAbout(LockedPackage locked, RequirementLine line) {
    Optional<ProjectName> name = line.target().name();
    return name.isPresent()
        ? name.get().equals(locked.release().name())
        : fileName(line.target()).equals(Optional.of(locked.sdist().filename()));
  }

  private static boolean isMeant(LockedPackage locked, RequirementLine line) {
    return isAbout(locked, line)
        && isVersion(locked, line.target())
        && (line.hashes().isEmpty()
            ? isSame(locked.sdist(), line.target())
            : line.hashes().stream().anyMatch(locked.sdist().hashes()::contains));
  }

  /// Whether a target without a hash is what was locked.
  private static boolean isSame(DistributionFile sdist, Target target) {
    return switch (target) {
      case Target.Named _ -> true;
      case Target.Url url -> PackageIndex.place(url.uri()).equals(sdist.url());
      case Target.ArchivePath path -> {
        try {
          Digest digest = Digest.of(Files.readAllBytes(path.path()));
          yield sdist.hashes().contains(new Hash("sha256", digest.hash()));
        } catch (IOException _) {
          yield true; // that it cannot be read is told when it is built
        }
      }
    };
  }

  private static boolean isVersion(LockedPackage locked, Target target) {
    return !(target instanceof Target.Named(Requirement requirement))
        || requirement.specifier().contains(locked.release().version(), true);
  }

  private static Optional<String> fileName(Target target) {
    return switch (target) {
      case Target.Named _ -> Optional.empty();
      case Target.Url url -> Optional.of(url.fileName());
      case Target.ArchivePath path -> Optional.of(path.fileName());
    };
  }

  private static String whyNot(BuildLock lock, RequirementLine line) {
    List<LockedPackage> others = lock.requested().stream().filter(p -> isAbout(p, line)).toList();
    if (others.isEmpty()) {
      return line.target() + " is not locked";
    }
    Release release = others.getFirst().release();
    return isVersion(others.getFirst(), line.target())
        ? release.subject() + " is locked with another sdist than the requirements name"
        : release.subject() + " is locked, and " + line.target() + " is asked for";
  }

  /// How the settings of a package differ from those in the lock.
  private static Optional<String> difference(LockedPackage locked, List<String> now) {
    if (locked.settings().equals(now)) {
      return Optional.empty();
    }
    List<String> words =
        Stream.concat(
                now.stream().filter(f -> !locked.settings().contains(f)).map(f -> "now " + f),
                locked.settings().stream().filter(f -> !now.contains(f)).map(f -> "no more " + f))
            .toList();
    return Optional.of(
        locked.release().subject()
            + " has other settings: "
            + (words.isEmpty() ? "in another order" : String.join(", ", words)));
  }
}
