package org.asaman.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.asaman.fetch.SourcePackage;
import org.asaman.lock.BuildRequirements;
import org.asaman.lockfile.LockedPackage;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.Requirement;

/// What a lock says a package needs, after it was held against the source.
final class LockedNeeds {
  private LockedNeeds() {}

  static Needs.Locked of(SourcePackage source, Job.Locked locked, Interpreter interpreter) {
    LockedPackage entry = locked.entry();
    String file = locked.file().toString();
    if (!source.release().equals(entry.release())) {
      throw stale(file, entry, "its sdist is " + source.subject());
    }
    if (!source.buildSystem().backend().equals(entry.backend())
        || !source.buildSystem().backendPath().equals(entry.backendPath())) {
      throw stale(file, entry, "its sdist has the build backend " + source.buildSystem().backend());
    }
    if (!source.requires().equals(entry.requires())) {
      throw stale(file, entry, "its sdist requires " + String.join(", ", source.requires()));
    }
    List<Requirement> asked = new ArrayList<>();
    entry.requires().forEach(text -> asked.add(Requirement.parse(text)));
    entry.dynamicRequires().forEach(text -> asked.add(Requirement.parse(text)));
    try {
      asked.removeIf(requirement -> !requirement.appliesTo(interpreter.markers(), Set.of()));
    } catch (IllegalArgumentException e) {
      throw stale(file, entry, String.valueOf(e.getMessage()));
    }
    BuildRequirements requirements =
        new BuildRequirements(asked, locked.lock().pins(entry), entry.asOf(), entry.undated());
    for (Requirement requirement : asked) {
      if (!requirements.satisfy(List.of(requirement), interpreter.markers())) {
        throw stale(file, entry, "no locked build requirement meets " + requirement);
      }
    }
    return new Needs.Locked(requirements, entry.dynamicRequires(), file, entry.crates());
  }

  /// What a record says was installed.
  static Needs.Locked of(SourcePackage source, Job.Recorded recorded) {
    List<Requirement> asked = new ArrayList<>();
    source.requires().forEach(text -> asked.add(Requirement.parse(text)));
    recorded.dynamic().forEach(text -> asked.add(Requirement.parse(text)));
    return new Needs.Locked(
        new BuildRequirements(asked, recorded.pins(), Optional.empty(), new TreeSet<>()),
        recorded.dynamic(),
        recorded.file().toString(),
        recorded.crates());
  }

  private static AsamanException stale(String file, LockedPackage entry, String what) {
    return new AsamanException(
        new Problem.StaleLock(file, entry.release().subject() + ": " + what));
  }
}
