package org.asaman.build;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.lock.AsOf;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;

/// One run: fetches and reads every sdist, then builds, so many at once; no failure stops another
/// package.
public final class BuildRun {
  private static final int FETCHES_AT_ONCE = 8;

  private final Settings settings;
  private final Interpreter interpreter;
  private final Sources sources;
  private final PackageBuild build;
  private final Listener listener;
  private final Clock clock;

  BuildRun(
      Settings settings,
      Interpreter interpreter,
      Sources sources,
      PackageBuild build,
      Listener listener,
      Clock clock) {
    this.settings = settings;
    this.interpreter = interpreter;
    this.sources = sources;
    this.build = build;
    this.listener = listener;
    this.clock = clock;
  }

  /// What the first stage gave for one of the wanted.
  private sealed interface Fetched {
    record Source(SourcePackage source) implements Fetched {}

    record Nothing(Outcome.Failed why) implements Fetched {}
  }

  /// Builds all that is wanted; the outcomes are in the order of the wanted.
  public List<Outcome> run(List<Wanted> wanted) throws InterruptedException {
    listener.on(new Event.Planned(wanted.size()));
    List<Fetched> fetched =
        inParallel(
            Executors.newFixedThreadPool(FETCHES_AT_ONCE, Thread.ofVirtual().factory()),
            wanted.stream().<Callable<Fetched>>map(want -> () -> fetch(want)).toList());
    Optional<Instant> newest = newestUpload(fetched);
    return inParallel(
        Executors.newFixedThreadPool(settings.jobs()),
        fetched.stream().<Callable<Outcome>>map(f -> () -> outcome(f, newest)).toList());
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

  private Outcome outcome(Fetched fetched, Optional<Instant> newest) throws InterruptedException {
    return switch (fetched) {
      case Fetched.Nothing nothing -> nothing.why();
      case Fetched.Source(SourcePackage source) -> outcome(source, newest);
    };
  }

  private Outcome outcome(SourcePackage source, Optional<Instant> newest)
      throws InterruptedException {
    long began = System.nanoTime();
    try {
      Outcome.Wheel wheel = build.run(source, () -> choices(source, newest));
      Event.Outcome how = wheel.cached() ? Event.Outcome.CACHED : Event.Outcome.BUILT;
      listener.on(new Event.Finished(source.subject(), how, wheel.file().toString()));
      return wheel;
    } catch (RuntimeException e) {
      return failed(source.subject(), problem(source.subject(), e), began);
    }
  }

  /// What ended one package; an interruption ends all.
  private static Problem problem(String subject, RuntimeException failure) {
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

  private List<AsOf> choices(SourcePackage source, Optional<Instant> newest) {
    return settings
        .asOf()
        .map(List::of)
        .orElseGet(() ->
            AsOf.choices(
                new AsOf.UploadTimes(sources.uploadTime(source), newest),
                interpreter,
                clock.instant()));
  }

  private Outcome.Failed failed(String subject, Problem problem, long began) {
    listener.on(new Event.Finished(subject, Event.Outcome.FAILED, ""));
    return new Outcome.Failed(subject, problem, Duration.ofNanos(System.nanoTime() - began));
  }

  /// Runs the tasks and gives their results in order; when this thread is interrupted, all of them
  /// are.
  private static <T> List<T> inParallel(ExecutorService pool, List<Callable<T>> tasks)
      throws InterruptedException {
    List<T> results = new ArrayList<>();
    try {
      for (Future<T> future : pool.invokeAll(tasks)) {
        results.add(future.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException bug ? bug : new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
      end(pool);
    }
    return results;
  }

  /// Waits until no task runs any more: each ends what it started.
  private static void end(ExecutorService pool) {
    boolean interrupted = Thread.interrupted();
    try {
      boolean _ = pool.awaitTermination(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
