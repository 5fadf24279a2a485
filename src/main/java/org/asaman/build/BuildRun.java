package org.asaman.build;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.fetch.SourcePackage;
import org.asaman.fetch.Sources;
import org.asaman.fetch.Wanted;
import org.asaman.lock.BuildWheel;
import org.asaman.lock.BuildWheels;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;

/// One run: fetches and reads every sdist, then builds, so many at once and each after those that
/// it needs; no failure stops another package that does not need the one that failed.
public final class BuildRun {
  private final Settings settings;
  private final Interpreter interpreter;
  private final Sources sources;
  private final Moments moments;
  private final Supply supply;
  private final WheelMaker maker;
  private final Listener listener;

  BuildRun(
      Settings settings,
      Interpreter interpreter,
      Sources sources,
      Moments moments,
      Supply supply,
      WheelMaker maker,
      Listener listener) {
    this.settings = settings;
    this.interpreter = interpreter;
    this.sources = sources;
    this.moments = moments;
    this.supply = supply;
    this.maker = maker;
    this.listener = listener;
  }

  /// What the first stage gave for one of the wanted.
  private sealed interface Fetched {
    record Source(SourcePackage source) implements Fetched {}

    record Nothing(Outcome.Failed why) implements Fetched {}
  }

  /// How one task of the run ended; what is only built for others has no outcome but a failure.
  private sealed interface Ended<T> {
    record Ok<T>(WheelMaker.Made made, Optional<T> outcome) implements Ended<T> {}

    record Known<T>(T outcome) implements Ended<T> {}

    record Failed<T>(Outcome.Failed why) implements Ended<T> {}
  }

  /// Builds all that is wanted and finishes it; what that gave is in the order of the jobs, and
  /// after them come the build requirements that failed.
  public <T> List<T> run(List<Job> jobs, Finish<T> finish) throws InterruptedException {
    Chain chain = settings.buildDeps() == BuildDeps.SOURCE ? Chain.of(jobs) : Chain.without(jobs);
    listener.on(new Event.Planned(chain.jobs().size()));
    List<Fetched> fetched =
        Parallel.fetch(
            chain.jobs().stream()
                .<Callable<Fetched>>map(job -> () -> fetch(job.wanted()))
                .toList());
    Optional<Instant> newest = newestUpload(fetched);
    Map<Integer, Ended<T>> ended = new ConcurrentHashMap<>();
    List<Ended<T>> all =
        new Schedule(chain.before())
            .run(
                settings.jobs(),
                task -> {
                  Ended<T> end = task(chain, task, fetched.get(task), newest, ended, finish);
                  ended.put(task, end);
                  return end;
                });
    report(chain, all);
    return all.stream()
        .flatMap(end ->
            switch (end) {
              case Ended.Ok<T> ok -> ok.outcome().stream();
              case Ended.Known<T> known -> Stream.of(known.outcome());
              case Ended.Failed<T> failed -> Stream.of(finish.failed(failed.why()));
            })
        .toList();
  }

  /// Says what a chain came to: the table at the end has only what was asked for.
  private <T> void report(Chain chain, List<Ended<T>> all) {
    long built =
        chain.forBuild().stream().filter(task -> all.get(task) instanceof Ended.Ok<T>).count();
    if (settings.buildDeps() == BuildDeps.SOURCE) {
      Set<String> binaries = new LinkedHashSet<>();
      for (Ended<T> end : all) {
        if (end instanceof Ended.Ok<T> ok) {
          ok.made().attempt().wheels().stream()
              .filter(wheel -> wheel.origin() != BuildWheel.Origin.SOURCE)
              .map(wheel -> wheel.name() + " " + wheel.version() + " (" + wheel.origin() + ")")
              .forEach(binaries::add);
        }
      }
      listener.on(
          new Event.Note(
              built
                  + " build requirements came from source; as wheels: "
                  + (binaries.isEmpty() ? "none" : String.join(", ", binaries))));
    }
  }

  private Fetched fetch(Wanted wanted) throws InterruptedException {
    long began = System.nanoTime();
    listener.on(new Event.Phase(wanted.subject(), "fetch"));
    try {
      SourcePackage source = sources.get(wanted);
      listener.on(new Event.Waiting(wanted.subject()));
      return new Fetched.Source(source);
    } catch (RuntimeException e) {
      Problem problem = wanted.located(problem(wanted.subject(), e));
      return new Fetched.Nothing(failed(wanted.subject(), problem, began));
    }
  }

  private <T> Ended<T> task(
      Chain chain,
      int task,
      Fetched fetched,
      Optional<Instant> newest,
      Map<Integer, Ended<T>> ended,
      Finish<T> finish)
      throws InterruptedException {
    return switch (fetched) {
      case Fetched.Nothing nothing -> new Ended.Failed<>(nothing.why());
      case Fetched.Source(SourcePackage source) -> {
        Optional<Outcome.Failed> needed = failedBefore(chain, task, source, ended);
        yield needed.isPresent()
            ? new Ended.Failed<>(needed.get())
            : build(chain, task, source, newest, ended, finish);
      }
    };
  }

  /// The outcome of a package one of whose build requirements could not be built.
  private <T> Optional<Outcome.Failed> failedBefore(
      Chain chain, int task, SourcePackage source, Map<Integer, Ended<T>> ended) {
    List<String> failed = new ArrayList<>();
    for (int earlier : chain.before().get(task)) {
      if (ended.get(earlier) instanceof Ended.Failed<T> other) {
        failed.add(other.why().subject());
      }
    }
    return failed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            failed(
                source.subject(),
                new Problem.BuildFailed(
                    source.subject(),
                    "was not built, as it needs " + String.join(", ", failed),
                    List.of(),
                    "",
                    "see what failed there"),
                System.nanoTime()));
  }

  private <T> Ended<T> build(
      Chain chain,
      int task,
      SourcePackage source,
      Optional<Instant> newest,
      Map<Integer, Ended<T>> ended,
      Finish<T> finish)
      throws InterruptedException {
    long began = System.nanoTime();
    Job job = chain.jobs().get(task);
    try {
      Optional<T> known = chain.forBuild().contains(task) ? Optional.empty() : finish.known(source);
      if (known.isPresent()) {
        return new Ended.Known<>(known.get());
      }
      BuildWheels wheels =
          chain
              .graph(job)
              .<BuildWheels>map(graph ->
                  new SourceWheels(
                      source.release(),
                      graph,
                      release -> made(ended, chain.task(job, release)),
                      supply.wheels(job)))
              .orElseGet(() -> supply.wheels(job));
      WheelMaker.Made made =
          maker.make(source, needs(job, source, newest), wheels, repair(chain, task));
      if (chain.forBuild().contains(task)) {
        Event.Outcome how = made.cached() ? Event.Outcome.CACHED : Event.Outcome.BUILT;
        listener.on(new Event.Finished(source.subject(), how, "for other builds"));
        return new Ended.Ok<>(made, Optional.empty());
      }
      return new Ended.Ok<>(made, Optional.of(finish.wheel(new Ready(source, made, began))));
    } catch (RuntimeException e) {
      Problem problem = problem(source.subject(), e);
      boolean needed = chain.forBuild().contains(task) && !(problem instanceof Problem.Bug);
      return new Ended.Failed<>(
          failed(source.subject(), needed ? job.wanted().located(problem) : problem, began));
    }
  }

  private static <T> WheelMaker.Made made(Map<Integer, Ended<T>> ended, int task) {
    if (ended.get(task) instanceof Ended.Ok<T> ok) {
      return ok.made();
    }
    throw new IllegalStateException("task " + task + " did not run before");
  }

  /// What nobody asked for is only built to build others, and stays as it is.
  private Repair repair(Chain chain, int task) {
    return chain.forBuild().contains(task)
        ? Repair.NONE
        : chain.jobs().get(task).recorded().map(Job.Recorded::repair).orElse(settings.repair());
  }

  private Needs needs(Job job, SourcePackage source, Optional<Instant> newest) {
    if (!settings.isolation()) {
      return new Needs.Installed();
    }
    if (job.recorded().isPresent()) {
      return LockedNeeds.of(source, job.recorded().get());
    }
    return job.locked()
        .<Needs>map(locked -> LockedNeeds.of(source, locked, interpreter))
        .orElseGet(() -> new Needs.Resolved(() -> moments.of(source, newest)));
  }

  /// What ended one package; an interruption ends all.
  static Problem problem(String subject, RuntimeException failure) {
    return switch (failure) {
      case AsamanException known -> known.problem();
      case CancellationException interrupted -> throw interrupted;
      default -> new Problem.Bug(subject, failure);
    };
  }

  private static Optional<Instant> newestUpload(List<Fetched> fetched) {
    return fetched.stream()
        .flatMap(f ->
            f instanceof Fetched.Source s
                ? s.source().sdist().uploadTime().stream()
                : Stream.empty())
        .max(Comparator.naturalOrder());
  }

  private Outcome.Failed failed(String subject, Problem problem, long began) {
    listener.on(new Event.Finished(subject, Event.Outcome.FAILED, ""));
    return new Outcome.Failed(subject, problem, Duration.ofNanos(System.nanoTime() - began));
  }
}
