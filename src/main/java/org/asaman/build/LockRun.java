package org.asaman.build;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.asaman.config.Config;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.fetch.SourcePackage;
import org.asaman.fetch.Sources;
import org.asaman.fetch.Wanted;
import org.asaman.index.DistributionFile;
import org.asaman.lockfile.BuildLock;
import org.asaman.lockfile.LockMaker;
import org.asaman.lockfile.LockedPackage;
import org.asaman.lockfile.LockedRequirement;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Release;

/// Makes the lock of a requirements file: asks every backend, and if the chain is wanted that of
/// every build requirement, of theirs, and so on. Nothing is built.
public final class LockRun {
  private final Settings settings;
  private final Interpreter interpreter;
  private final Sources sources;
  private final Moments moments;
  private final Locker locker;
  private final Listener listener;

  LockRun(
      Settings settings,
      Interpreter interpreter,
      Sources sources,
      Moments moments,
      Locker locker,
      Listener listener) {
    this.settings = settings;
    this.interpreter = interpreter;
    this.sources = sources;
    this.moments = moments;
    this.locker = locker;
    this.listener = listener;
  }

  /// What is to be locked.
  ///
  /// @param folder where the lock will lie
  /// @param lines with the packages of an old lock that still hold, if there are any
  /// @param kept all packages of an old lock that still hold
  /// @param old the files of their build requirements
  public record Order(
      Path folder,
      List<Line> lines,
      Config config,
      SortedMap<Release, LockedPackage> kept,
      SortedMap<Release, LockedRequirement> old) {}

  /// A line, and the package of an old lock that still holds for it.
  public record Line(Wanted.Line wanted, Optional<LockedPackage> kept) {}

  /// Makes the lock, or throws with every problem of every package.
  public BuildLock run(Order order) throws InterruptedException {
    boolean fromSource = settings.buildDeps() == BuildDeps.SOURCE;
    listener.on(new Event.Planned(order.lines().size()));
    SortedMap<Release, LockedPackage> packages = new TreeMap<>();
    List<Wanted> open = new ArrayList<>();
    for (Line line : order.lines()) {
      line.kept()
          .ifPresentOrElse(
              kept -> {
                packages.put(kept.release(), kept.withRequested(true));
                listener.on(
                    new Event.Finished(
                        kept.release().subject(), Event.Outcome.CACHED, "locked before"));
              },
              () -> open.add(line.wanted()));
    }
    Optional<Instant> newest = lock(open, order, packages, Optional.empty());
    while (fromSource) {
      List<Wanted> chain = missing(order, packages);
      if (chain.isEmpty()) {
        break;
      }
      listener.on(new Event.Planned(packages.size() + chain.size()));
      Optional<Instant> _ = lock(chain, order, packages, newest);
    }
    SortedMap<Release, LockedRequirement> requirements = new TreeMap<>(order.old());
    locker
        .requirements()
        .forEach((release, now) -> requirements.merge(release, now, LockedRequirement::with));
    return LockMaker.make(
        interpreter,
        fromSource,
        packages.values(),
        requirements.values(),
        order.config().seeds(),
        order.config().binaries());
  }

  /// The build requirements that have no package yet; those that were locked before are kept.
  private List<Wanted> missing(Order order, SortedMap<Release, LockedPackage> packages) {
    List<Wanted> missing = new ArrayList<>();
    boolean grown = true;
    SortedSet<Release> seen = new TreeSet<>();
    while (grown) {
      grown = false;
      for (LockedPackage user : List.copyOf(packages.values())) {
        for (Release release : user.buildRequirements()) {
          if (!packages.containsKey(release)
              && !order.config().binaries().contains(release.name())
              && seen.add(release)) {
            LockedPackage kept = order.kept().get(release);
            if (kept == null) {
              missing.add(forBuild(order, release));
            } else {
              packages.put(release, kept);
              grown = true;
            }
          }
        }
      }
    }
    return missing;
  }

  private Wanted forBuild(Order order, Release release) {
    LockedRequirement requirement =
        Optional.ofNullable(locker.requirements().get(release))
            .or(() -> Optional.ofNullable(order.old().get(release)))
            .orElseThrow();
    List<Hash> hashes =
        requirement.files().stream()
            .filter(file -> !file.isWheel())
            .flatMap((DistributionFile file) -> file.hashes().stream())
            .toList();
    return new Wanted.ForBuild(release, hashes, order.config(), Optional.empty());
  }

  /// Locks what is wanted and gives the newest upload time of its sdists.
  private Optional<Instant> lock(
      List<Wanted> wanted,
      Order order,
      SortedMap<Release, LockedPackage> packages,
      Optional<Instant> given)
      throws InterruptedException {
    List<Result<SourcePackage>> fetched =
        Parallel.fetch(
            wanted.stream()
                .<Callable<Result<SourcePackage>>>map(
                    want -> () -> attempt(want, "fetch", () -> fetch(want)))
                .toList());
    Optional<Instant> newest =
        Stream.concat(
                given.stream(),
                Stream.concat(
                    packages.values().stream().flatMap(p -> p.sdist().uploadTime().stream()),
                    fetched.stream()
                        .flatMap(r -> r.value().stream())
                        .flatMap(source -> source.sdist().uploadTime().stream())))
            .max(Comparator.naturalOrder());
    List<Callable<Result<LockedPackage>>> tasks = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Wanted want = wanted.get(i);
      fetched
          .get(i)
          .value()
          .ifPresent(source ->
              tasks.add(() ->
                  attempt(
                      want,
                      "ask",
                      () -> {
                        Needs needs = new Needs.Resolved(() -> moments.of(source, newest));
                        LockedPackage entry = locker.lock(want, source, needs, order.folder());
                        listener.on(new Event.Finished(want.subject(), Event.Outcome.LOCKED, ""));
                        return entry;
                      })));
    }
    List<Result<LockedPackage>> locked = Parallel.build(settings.jobs(), tasks);
    AsamanException.throwIfAny(
        Stream.concat(fetched.stream(), locked.stream())
            .flatMap(result -> result.problem().stream())
            .toList());
    locked.stream()
        .flatMap(result -> result.value().stream())
        .forEach(entry -> packages.merge(entry.release(), entry, (a, b) -> a.requested() ? a : b));
    return newest;
  }

  private SourcePackage fetch(Wanted wanted) {
    if (wanted instanceof Wanted.ForBuild build && build.hashes().isEmpty()) {
      throw new AsamanException(
          new Problem.NotFound(
              build.release() + " as an sdist",
              "on the index",
              "take it as a wheel with --allow-binary " + build.release().name()));
    }
    SourcePackage source = sources.get(wanted);
    listener.on(new Event.Waiting(wanted.subject()));
    return source;
  }

  /// Runs a step; a problem is told with the place that names what is wanted.
  private <T> Result<T> attempt(Wanted wanted, String phase, Result.Step<T> step)
      throws InterruptedException {
    listener.on(new Event.Phase(wanted.subject(), phase));
    Result<T> result = Result.of(wanted.subject(), listener, step);
    return new Result<>(result.value(), result.problem().map(wanted::located));
  }
}
