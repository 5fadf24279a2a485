package org.asaman.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.asaman.build.Job;
import org.asaman.config.Config;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.fetch.Wanted;
import org.asaman.lock.AsOf;
import org.asaman.lockfile.BuildLock;
import org.asaman.lockfile.LockCheck;
import org.asaman.lockfile.LockFile;
import org.asaman.lockfile.LockReader;
import org.asaman.lockfile.LockWriter;
import org.asaman.lockfile.LockedPackage;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import org.asaman.requirements.RequirementLine;

/// Finds the lock of a requirements file and gives every line its place in it.
record Locks(Inputs input, Interpreter interpreter, Rules rules) {

  /// What the user said about locks.
  ///
  /// @param requiredBy the option or command that needs a lock, if there is one
  /// @param ignored whether none is used, as builds have the interpreter's own packages
  /// @param fromSource whether it must hold the whole chain
  /// @param asOf a date that would be for nothing with a lock
  /// @param bundle the file that `bundled` came from
  record Rules(
      Optional<String> requiredBy,
      boolean ignored,
      boolean fromSource,
      Optional<AsOf> asOf,
      Optional<Path> bundle,
      Optional<BuildLock> bundled) {}

  /// A job for each line; says which lock is used.
  List<Job> jobs(Listener listener) {
    Path file = LockFile.of(input.path());
    Optional<BuildLock> lock = rules.ignored() ? Optional.empty() : lock(file);
    if (rules.ignored() && Files.exists(file)) {
      listener.on(new Event.Note(file + " is not used: --no-isolation installs nothing"));
    }
    nameIdle(lock, listener);
    if (lock.isEmpty()) {
      requireNone(file);
      return input.lines().stream()
          .map(line ->
              new Job(new Wanted.Line(line, input.config(), Optional.empty()), Optional.empty()))
          .toList();
    }
    Path shown = rules.bundle().orElse(file);
    if (rules.bundle().isPresent()) {
      requireNoNetwork(lock.get());
    }
    if (rules.fromSource() && !lock.get().fromSource()) {
      throw new AsamanException(
          new Problem.BadFile(
              shown.toString(),
              "does not hold the chain that --build-deps=source builds",
              "make it with " + command()));
    }
    rules
        .asOf()
        .ifPresent(_ -> {
          throw CommonOptions.usage(
              "--as-of has no meaning with the lock " + shown, "use it with asaman lock");
        });
    LockCheck check =
        LockCheck.of(shown.toString(), lock.get(), input.lines(), input.config(), interpreter);
    AsamanException.throwIfAny(check.stale());
    listener.on(new Event.Note("every build requirement is taken from " + shown));
    return input.lines().stream().map(line -> job(line, shown, lock.get(), check)).toList();
  }

  private Job job(RequirementLine line, Path shown, BuildLock lock, LockCheck check) {
    LockedPackage entry = Optional.ofNullable(check.found().get(line)).orElseThrow();
    return new Job(
        new Wanted.Line(line, input.config(), Optional.of(entry.sdist())),
        Optional.of(new Job.Locked(shown, lock, entry, input.config())));
  }

  private Optional<BuildLock> lock(Path file) {
    Optional<BuildLock> own =
        Files.exists(file) ? Optional.of(LockReader.read(file)) : Optional.empty();
    if (rules.bundled().isEmpty()) {
      return own;
    }
    BuildLock bundled = rules.bundled().get();
    if (own.isPresent() && !LockWriter.portable(own.get()).equals(LockWriter.portable(bundled))) {
      throw new AsamanException(
          new Problem.StaleLock(
              String.valueOf(rules.bundle().orElse(file)), "it was made with another " + file));
    }
    return rules.bundled();
  }

  private void requireNone(Path file) {
    rules
        .requiredBy()
        .ifPresent(option -> {
          throw new AsamanException(
              new Problem.BadFile(
                  file.toString(),
                  "is not there, and " + option + " needs it",
                  "make it with " + command()));
        });
  }

  /// A bundle stands for a build that reaches nothing else.
  private void requireNoNetwork(BuildLock lock) {
    for (Release release : lock.packages().keySet()) {
      if (input.config().of(release.name(), release.version()).network()) {
        throw new AsamanException(
            new Problem.BadFile(
                input.config().file(),
                "allows " + release.name() + " the network, and --bundle uses none",
                "take allow-network out, or build without --bundle"));
      }
    }
  }

  /// Says which settings are for nothing here: the name may be misspelt.
  private void nameIdle(Optional<BuildLock> lock, Listener listener) {
    Set<ProjectName> known = new HashSet<>();
    input.file().lines().forEach(line -> line.target().name().ifPresent(known::add));
    lock.ifPresent(l -> l.packages().keySet().forEach(release -> known.add(release.name())));
    input.config().entries().stream()
        .map(Config.Entry::name)
        .filter(name -> !known.contains(name))
        .distinct()
        .forEach(name ->
            listener.on(
                new Event.Note(
                    input.config().file()
                        + ": no package here is "
                        + name
                        + ", so its settings change nothing")));
  }

  private String command() {
    return "asaman lock " + (rules.fromSource() ? "--build-deps=source " : "") + input.path();
  }
}
