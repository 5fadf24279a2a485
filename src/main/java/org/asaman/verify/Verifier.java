package org.asaman.verify;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asaman.build.ClockHangs;
import org.asaman.build.Finish;
import org.asaman.build.Outcome;
import org.asaman.build.Ready;
import org.asaman.build.Rebuilds;
import org.asaman.build.Rebuilds.Rebuilt;
import org.asaman.compare.Comparer;
import org.asaman.compare.Difference;
import org.asaman.compare.InputDifference;
import org.asaman.compare.RecordInputs;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.Cluster;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Store;

/// Proves that wheels are reproducible, or says why they are not: rebuilds each twice with all
/// varied that must make no difference, and where it does, finds out what.
public final class Verifier implements Finish<Verdict> {
  private final Store store;
  private final Rebuilds rebuilds;
  private final Rules rules;
  private final boolean sandbox;
  private final Comparer comparer;
  private final Map<String, Given> given;
  private final List<Cluster> clusters;
  private final Listener listener;
  private final Moments moments = new Moments(Clock.systemUTC());

  /// @param sandbox whether builds run in a box, which can have another clock than the machine
  /// @param given the wheels that what is built must be equal to, by name and version
  /// @param clusters where wheels are built again, instead of here with all varied
  public Verifier(
      Store store,
      Rebuilds rebuilds,
      Rules rules,
      boolean sandbox,
      Comparer comparer,
      Map<String, Given> given,
      List<Cluster> clusters,
      Listener listener) {
    this.store = store;
    this.rebuilds = rebuilds;
    this.rules = rules;
    this.sandbox = sandbox;
    this.comparer = comparer;
    this.given = Map.copyOf(given);
    this.clusters = List.copyOf(clusters);
    this.listener = listener;
  }

  @Override
  public Verdict failed(Outcome.Failed why) {
    if (why.problem() instanceof Problem.Bug bug) {
      throw bug.cause(); // a mistake of this program is no verdict on a package
    }
    int space = why.subject().indexOf(' ');
    return new Verdict(
        space < 0 ? why.subject() : why.subject().substring(0, space),
        space < 0 ? "" : why.subject().substring(space + 1),
        "",
        "",
        Verdict.Result.UNBUILDABLE,
        List.of(),
        List.of(),
        false,
        List.of(),
        List.of(),
        Wording.lines(why.problem()),
        why.time());
  }

  @Override
  public Verdict wheel(Ready ready) throws InterruptedException {
    long began = System.nanoTime();
    Optional<Given> wheel = Optional.ofNullable(given.get(ready.subject()));
    if (wheel.isPresent() && !wheel.get().digest().equals(ready.digest())) {
      return otherThanGiven(ready, wheel.get(), began);
    }
    if (!clusters.isEmpty()) {
      return comparedElsewhere(ready, began);
    }
    try {
      return judged(ready, noClock(ready), began);
    } catch (ClockHangs _) {
      return judged(ready, Optional.of("its build hangs with libfaketime"), began);
    }
  }

  private Verdict comparedElsewhere(Ready ready, long began) throws InterruptedException {
    Elsewhere elsewhere =
        new Elsewhere(rebuilds, new View(store, comparer, false), listener)
            .compare(ready, clusters);
    return finished(
        verdict(
            ready, elsewhere.rebuilds(), elsewhere.causes(), List.of(), ready.remarks(), began));
  }

  private Verdict judged(Ready ready, Optional<String> noClock, long began)
      throws InterruptedException {
    Set<Variation> deciding = rules.deciding();
    if (noClock.isPresent()) {
      deciding.remove(Variation.CLOCK);
    }
    if (!sandbox) {
      deciding.retainAll(Set.of(Variation.JOBS));
    }
    Trials trials = new Trials(rebuilds, ready, false);
    View view = new View(store, comparer, false);
    Judgement judgement =
        new Judgement(ready, trials, view, noClock.isEmpty(), moments, listener).of(deciding);
    List<String> notes = new ArrayList<>(judgement.notes());
    if (!sandbox) {
      notes.addFirst("only jobs were varied: all else needs a sandbox");
    } else if (rules.variations().contains(Variation.CLOCK)) {
      noClock.ifPresent(why -> notes.addFirst("the clock was not varied: " + why));
    }
    notes.addAll(ready.remarks());
    List<Finding> naked = rules.naked() ? naked(ready, judgement.clockStops()) : List.of();
    return finished(verdict(ready, judgement.rebuilds(), judgement.causes(), naked, notes, began));
  }

  private Verdict verdict(
      Ready ready,
      List<Rebuild> made,
      List<Finding> causes,
      List<Finding> naked,
      List<String> notes,
      long began) {
    return new Verdict(
        ready.name(),
        ready.version(),
        ready.fileName(),
        ready.digest().hash(),
        causes.isEmpty() ? Verdict.Result.REPRODUCIBLE : Verdict.Result.DIFFERENT,
        made,
        causes,
        rules.naked(),
        naked,
        notes,
        List.of(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private Verdict finished(Verdict verdict) {
    listener.on(
        new Event.Finished(
            verdict.subject(),
            verdict.result() == Verdict.Result.REPRODUCIBLE
                ? Event.Outcome.REPRODUCIBLE
                : Event.Outcome.DIFFERENT,
            String.join(", ", verdict.causes().stream().map(f -> f.cause().toString()).toList())));
    return verdict;
  }

  /// What is built of the record's inputs is not the wheel that was given: the inputs that are
  /// others here come first.
  private Verdict otherThanGiven(Ready ready, Given wheel, long began) {
    View view = new View(store, comparer, false);
    Rebuilt.Wheel then =
        new Rebuilt.Wheel(
            String.valueOf(wheel.wheel().getFileName()), store.putFile(wheel.wheel()), ready.raw());
    Map<String, Difference> differences = view.differences(then, View.of(ready));
    Findings findings = new Findings();
    List<InputDifference> inputs =
        RecordInputs.between(
            wheel.record().toString(), wheel.readRecord(), "here", rebuilds.record(ready));
    inputs.forEach(input -> findings.add(input, differences));
    if (findings.isEmpty()) {
      findings.add(Cause.RANDOMNESS, Set.of(), differences);
    }
    return finished(
        new Verdict(
            ready.name(),
            ready.version(),
            then.fileName(),
            wheel.digest().hash(),
            Verdict.Result.DIFFERENT,
            List.of(new Rebuild("nothing", ready.digest().hash())),
            findings.list(),
            false,
            List.of(),
            List.of(),
            List.of(),
            Duration.ofNanos(System.nanoTime() - began)));
  }

  /// Why a package's clock cannot be another one.
  private Optional<String> noClock(Ready ready) {
    if (!sandbox) {
      return Optional.of("that needs a sandbox");
    }
    Optional<String> never = rebuilds.noClock();
    if (never.isPresent()) {
      return never;
    }
    return ready.usesRust()
        ? Optional.of("Rust's compiler does not run with libfaketime")
        : Optional.empty();
  }

  /// What the package would depend on without the protection that builds have here: the backend's
  /// own bytes are held against each other, and temporary files have random names.
  private List<Finding> naked(Ready ready, boolean clockStops) throws InterruptedException {
    listener.on(new Event.Phase(ready.subject(), "without protection"));
    Set<Variation> lifted = EnumSet.copyOf(rules.lifted());
    if (!clockStops) {
      lifted.remove(Variation.CLOCK);
    }
    Trials trials = new Trials(rebuilds, ready, true);
    View view = new View(store, comparer, true);
    Rebuilt base = View.of(ready);
    boolean same = true;
    for (Way way : Way.values()) {
      same = same && view.same(base, trials.of(lifted, way, false, 0));
    }
    if (same) {
      return List.of();
    }
    listener.on(new Event.Phase(ready.subject(), "causes, unprotected"));
    Search search = Search.start(trials, view, clockStops, moments);
    Findings findings = new Findings();
    findings.addNoise(search);
    if (!search.randomness().isEmpty()) {
      // What is random hides what else there is. Temporary names can be fixed.
      search = Search.start(new Trials(rebuilds, ready, false), view, clockStops, moments);
    }
    List<Search.Found> all = search.find(lifted);
    if (all.stream().anyMatch(found -> found.variations().contains(Variation.JOBS))) {
      all = search.withoutEnvironment(all);
      findings.add(Cause.ENVIRONMENT, Set.of(Variation.ENVIRONMENT), search.anyVariable());
    }
    findings.addAll(all);
    return findings.list();
  }
}
