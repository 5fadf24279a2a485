package org.asaman.verify;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.asaman.build.Ready;
import org.asaman.build.Rebuilds.Rebuilt;
import org.asaman.compare.Difference;
import org.asaman.event.Event;
import org.asaman.event.Listener;

/// Judges one wheel: rebuilds it under all that no build fixes, and asks for causes if it differs.
final class Judgement {
  private final Ready ready;
  private final Trials trials;
  private final View view;
  private final Moments moments;
  private final Listener listener;
  private final Rebuilt base;
  private final List<Rebuild> rebuilds = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean clockStops;
  private List<Finding> causes = List.of();

  Judgement(
      Ready ready,
      Trials trials,
      View view,
      boolean clockStops,
      Moments moments,
      Listener listener) {
    this.ready = ready;
    this.trials = trials;
    this.view = view;
    this.clockStops = clockStops;
    this.moments = moments;
    this.listener = listener;
    this.base = View.of(ready);
  }

  Judgement of(Set<Variation> variations) throws InterruptedException {
    if (!comesOutTheSame(variations)) {
      listener.on(new Event.Phase(ready.subject(), "causes"));
      search(variations);
    }
    return this;
  }

  List<Rebuild> rebuilds() {
    return List.copyOf(rebuilds);
  }

  List<Finding> causes() {
    return causes;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /// Whether the package builds with a clock that stands still, as far as that was tried.
  boolean clockStops() {
    return clockStops;
  }

  private boolean comesOutTheSame(Set<Variation> variations) throws InterruptedException {
    boolean same = true;
    int turn = 0;
    for (Way way : Way.values()) {
      turn++;
      listener.on(new Event.Phase(ready.subject(), "rebuild " + turn + "/" + Way.values().length));
      Rebuilt rebuilt = trials.of(variations, way, false, turn);
      rebuilds.add(rebuild(Variation.describe(variations, way), rebuilt));
      same = same && view.same(base, rebuilt);
    }
    return same;
  }

  private Rebuild rebuild(String variation, Rebuilt rebuilt) {
    String sha256 =
        switch (rebuilt) {
          case Rebuilt.Wheel wheel -> view.digest(wheel).hash();
          case Rebuilt.Nothing _ -> "";
        };
    return new Rebuild(variation, sha256);
  }

  private void search(Set<Variation> variations) throws InterruptedException {
    Set<Variation> judged = EnumSet.noneOf(Variation.class);
    judged.addAll(variations);
    Search search = Search.start(trials, view, clockStops, moments);
    if (clockStops && !search.works()) {
      clockStops = false;
      judged.remove(Variation.CLOCK);
      notes.add("the clock was not varied: the build fails with libfaketime");
      if (comesOutTheSame(judged)) {
        return;
      }
      search = Search.start(trials, view, false, moments);
    }
    List<Search.Found> found = search.find(judged);
    if (onlyNotesItsEnvironment(found, search)) {
      notes.add(
          "the number of jobs was not judged: the wheel holds the environment of its build, which is"
              + " always the same here");
      judged.remove(Variation.JOBS);
      if (comesOutTheSame(judged)) {
        return;
      }
      found = search.find(judged);
    }
    causes = causes(search, found);
  }

  /// Whether jobs make the difference that any environment variable does.
  private boolean onlyNotesItsEnvironment(List<Search.Found> found, Search search)
      throws InterruptedException {
    return found.stream().anyMatch(one -> one.variations().contains(Variation.JOBS))
        && !search.anyVariable().isEmpty();
  }

  private List<Finding> causes(Search search, List<Search.Found> found) {
    Findings findings = new Findings();
    findings.addNoise(search);
    findings.addAll(found);
    if (findings.isEmpty()) {
      // The clock is not among what is varied, and yet the wheel is another when it stands still.
      Map<String, Difference> stopped = view.differences(base, search.plain());
      findings.add(clockStops ? Cause.TIME : Cause.RANDOMNESS, Set.of(), stopped);
    }
    if (findings.isEmpty()) {
      findings.add(Cause.RANDOMNESS, Set.of(), once());
    }
    return findings.list();
  }

  /// A difference that was there once and could not be brought about again.
  private static Map<String, Difference> once() {
    Difference rare =
        new Difference(
            "",
            Difference.Kind.ARCHIVE,
            "now and then",
            "the wheel that was built",
            "another, in one of the first rebuilds and in none after it",
            List.of());
    return Map.of(rare.key(), rare);
  }
}
