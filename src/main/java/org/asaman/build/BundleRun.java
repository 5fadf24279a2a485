package org.asaman.build;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.asaman.config.ExtraSource;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.fetch.ExtraSources;
import org.asaman.fetch.SourcePackage;
import org.asaman.fetch.Sources;
import org.asaman.fetch.Wanted;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildWheel;
import org.asaman.lock.IndexWheels;
import org.asaman.lockfile.LockedPackage;
import org.asaman.problem.AsamanException;
import org.asaman.store.Digest;

/// Fetches all that the builds of a lock need: every sdist, the extra sources, and the wheels of
/// the build requirements; of these only the seeds and those allowed when the rest is to be built.
public final class BundleRun {
  private final Settings settings;
  private final Sources sources;
  private final ExtraSources extraSources;
  private final Supply supply;
  private final PackageCrates crates;
  private final Listener listener;

  BundleRun(
      Settings settings,
      Sources sources,
      ExtraSources extraSources,
      Supply supply,
      PackageCrates crates,
      Listener listener) {
    this.settings = settings;
    this.sources = sources;
    this.extraSources = extraSources;
    this.supply = supply;
    this.crates = crates;
    this.listener = listener;
  }

  /// One file of the bundle.
  private record Fetched(String name, Digest content) {}

  /// The files by their names in the bundle.
  ///
  /// @param jobs all lines of the requirements, at least one, each with its place in one lock
  public SortedMap<String, Digest> run(List<Job> jobs) throws InterruptedException {
    List<Callable<Result<Fetched>>> tasks = new ArrayList<>();
    Job.Locked first = jobs.getFirst().locked().orElseThrow();
    List<Callable<Result<List<Fetched>>>> ofCrates = new ArrayList<>();
    for (Job job : jobs) {
      LockedPackage entry = job.locked().orElseThrow().entry();
      sdist(job.wanted(), entry, first, tasks);
      crates(job.wanted(), entry, first, ofCrates);
    }
    Set<BuildPin> pins = new LinkedHashSet<>();
    for (LockedPackage locked : first.lock().packages().values()) {
      pins.addAll(first.lock().pins(locked));
      if (!locked.requested()) {
        Wanted wanted =
            new Wanted.ForBuild(
                locked.release(), List.of(), first.config(), Optional.of(locked.sdist()));
        sdist(wanted, locked, first, tasks);
        crates(wanted, locked, first, ofCrates);
      }
    }
    IndexWheels wheels = supply.locked(first.file(), first.lock());
    for (BuildPin pin : pins) {
      if (settings.buildDeps() == BuildDeps.BINARY
          || first.lock().requirement(pin.release()).binary().isPresent()) {
        tasks.add(() ->
            attempt(
                pin.release().subject(),
                () -> {
                  BuildWheel wheel = wheels.of(pin.release().subject(), pin);
                  return found("wheels", wheel.fileName(), wheel.digest());
                }));
      }
    }
    listener.on(new Event.Planned(tasks.size()));
    List<Result<Fetched>> fetched = Parallel.fetch(tasks);
    AsamanException.throwIfAny(fetched.stream().flatMap(r -> r.problem().stream()).toList());
    SortedMap<String, Digest> files = new TreeMap<>();
    fetched.forEach(result -> result.value().ifPresent(f -> files.put(f.name(), f.content())));
    List<Result<List<Fetched>>> more = Parallel.build(settings.jobs(), ofCrates);
    AsamanException.throwIfAny(more.stream().flatMap(r -> r.problem().stream()).toList());
    more.forEach(
        result -> result.value().orElse(List.of()).forEach(f -> files.put(f.name(), f.content())));
    return files;
  }

  private void sdist(
      Wanted wanted,
      LockedPackage entry,
      Job.Locked locked,
      List<Callable<Result<Fetched>>> tasks) {
    tasks.add(() ->
        attempt(
            wanted.subject(),
            () -> {
              SourcePackage source = sources.get(wanted);
              return found("sdists", source.sdist().fileName(), source.sdist().digest());
            }));
    for (ExtraSource source :
        locked.config().of(entry.release().name(), entry.release().version()).sources()) {
      tasks.add(() ->
          attempt(
              wanted.subject(),
              () -> {
                Digest digest = extraSources.get(source);
                return found("sources", ExtraSources.fileName(source), digest);
              }));
    }
  }

  private void crates(
      Wanted wanted,
      LockedPackage entry,
      Job.Locked locked,
      List<Callable<Result<List<Fetched>>>> tasks) {
    if (!entry.crates().crates().isEmpty()) {
      tasks.add(() ->
          Result.of(
              wanted.subject(),
              listener,
              () ->
                  crates
                      .files(sources.get(wanted), entry.crates(), locked.file().toString())
                      .entrySet()
                      .stream()
                      .map(file -> found("crates", file.getKey().fileName(), file.getValue()))
                      .toList()));
    }
  }

  /// Its hash keeps files of one name apart.
  private static Fetched found(String folder, String name, Digest digest) {
    return new Fetched(folder + "/" + digest.hash() + "/" + name, digest);
  }

  private Result<Fetched> attempt(String subject, Result.Step<Fetched> step)
      throws InterruptedException {
    listener.on(new Event.Phase(subject, "fetch"));
    return Result.of(
        subject,
        listener,
        () -> {
          Fetched fetched = step.run();
          listener.on(new Event.Finished(subject, Event.Outcome.FETCHED, fetched.name()));
          return fetched;
        });
  }
}
