package org.asaman.lockfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.asaman.lock.BuildWheel;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;

/// Marks the seeds of a chain: of the projects that may be one, the releases that are in a cycle.
final class Seeds {
  private Seeds() {}

  static BuildLock mark(BuildLock lock, Set<ProjectName> allowed) {
    LockGraph graph = new LockGraph(lock);
    SortedMap<Release, LockedRequirement> requirements = new TreeMap<>();
    lock.requirements()
        .forEach((release, requirement) -> {
          boolean seed =
              requirement.binary().isEmpty()
                  && allowed.contains(release.name())
                  && graph.isInCycle(release);
          requirements.put(
              release, seed ? requirement.with(Optional.of(BuildWheel.Origin.SEED)) : requirement);
        });
    return new BuildLock(lock.interpreter(), lock.fromSource(), lock.packages(), requirements);
  }

  /// The cycles that no seed breaks, each as a problem that names what would.
  static List<Problem> unbroken(BuildLock lock, Set<ProjectName> allowed) {
    List<Problem> problems = new ArrayList<>();
    Set<ProjectName> assumed = new TreeSet<>(allowed);
    List<Release> cycle = new LockGraph(mark(lock, assumed)).cycle();
    while (!cycle.isEmpty()) {
      ProjectName seed = proposal(lock, cycle).name();
      problems.add(new Problem.Cycle(cycle.stream().map(Release::subject).toList(), seed.value()));
      assumed.add(seed);
      cycle = new LockGraph(mark(lock, assumed)).cycle();
    }
    return problems;
  }

  /// The one that needs the least: the smallest thing to take on trust.
  private static Release proposal(BuildLock lock, List<Release> cycle) {
    LockGraph graph = new LockGraph(lock);
    Release best = cycle.getFirst();
    for (Release release : cycle) {
      boolean smaller = graph.needs(release).size() < graph.needs(best).size();
      best = smaller ? release : best;
    }
    return best;
  }
}
