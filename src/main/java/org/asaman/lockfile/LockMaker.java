package org.asaman.lockfile;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.asaman.lock.BuildWheel;
import org.asaman.problem.AsamanException;
import org.asaman.python.Interpreter;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;

/// Puts a lock together out of packages and the files of their build requirements.
public final class LockMaker {
  private LockMaker() {}

  /// A lock that holds just what its packages need.
  ///
  /// @param seeds projects that may break a cycle
  /// @param binaries projects that are taken as wheels in a chain from source
  /// @throws AsamanException with every cycle that no seed breaks
  public static BuildLock make(
      Interpreter interpreter,
      boolean fromSource,
      Collection<LockedPackage> packages,
      Collection<LockedRequirement> requirements,
      Set<ProjectName> seeds,
      Set<ProjectName> binaries) {
    Set<Release> used = new TreeSet<>();
    packages.forEach(locked -> used.addAll(locked.buildRequirements()));
    List<LockedRequirement> marked =
        requirements.stream()
            .filter(requirement -> used.contains(requirement.release()))
            .map(requirement ->
                requirement.with(
                    fromSource && binaries.contains(requirement.release().name())
                        ? Optional.of(BuildWheel.Origin.ALLOWED)
                        : Optional.empty()))
            .toList();
    BuildLock lock = BuildLock.of(LockedInterpreter.of(interpreter), fromSource, packages, marked);
    if (!fromSource) {
      return lock;
    }
    AsamanException.throwIfAny(Seeds.unbroken(lock, seeds));
    return Seeds.mark(lock, seeds);
  }

  /// The packages of an old lock that still hold, by their releases.
  ///
  /// @param renewed projects that are locked anew, as packages and as build requirements
  public static SortedMap<Release, LockedPackage> kept(
      BuildLock old, LockCheck check, Interpreter interpreter, Set<ProjectName> renewed) {
    SortedMap<Release, LockedPackage> kept = new TreeMap<>();
    if (old.interpreter().fits(LockedInterpreter.of(interpreter))) {
      old.packages().values().stream()
          .filter(locked -> !locked.needsAnyOf(renewed))
          .filter(locked -> !locked.requested() || check.found().containsValue(locked))
          .filter(locked -> !check.changed().contains(locked.release()))
          .forEach(locked -> kept.put(locked.release(), locked.withRequested(false)));
    }
    return kept;
  }
}
