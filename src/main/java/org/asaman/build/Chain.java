package org.asaman.build;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.asaman.fetch.Wanted;
import org.asaman.lockfile.LockGraph;
import org.asaman.lockfile.LockedPackage;
import org.asaman.requirements.Release;

/// The jobs of a run with all that has to be built before them.
///
/// @param jobs what was asked for, then the build requirements that are built from source
/// @param before for each job those that must be built first
/// @param forBuild the jobs that nobody asked for
/// @param tasks the number of the job that builds each
/// @param graphs by the file of the lock
record Chain(
    List<Job> jobs,
    List<Set<Integer>> before,
    Set<Integer> forBuild,
    Map<Node, Integer> tasks,
    Map<Path, LockGraph> graphs) {

  /// A release of a lock.
  private record Node(Path lock, Release release) {}

  /// Jobs that do not wait for each other.
  static Chain without(List<Job> jobs) {
    return new Chain(
        jobs,
        jobs.stream().<Set<Integer>>map(_ -> Set.of()).toList(),
        Set.of(),
        Map.of(),
        Map.of());
  }

  /// Jobs of locks that hold the whole chain.
  static Chain of(List<Job> asked) {
    List<Job> jobs = new ArrayList<>(asked);
    Map<Node, Integer> tasks = new HashMap<>();
    Map<Path, LockGraph> graphs = new HashMap<>();
    Set<Integer> forBuild = new TreeSet<>();
    Deque<Job.Locked> open = new ArrayDeque<>();
    for (int i = 0; i < asked.size(); i++) {
      Job.Locked locked = asked.get(i).locked().orElseThrow();
      graphs.computeIfAbsent(locked.file(), _ -> new LockGraph(locked.lock()));
      Integer _ = tasks.putIfAbsent(new Node(locked.file(), locked.entry().release()), i);
      open.add(locked);
    }
    while (!open.isEmpty()) {
      Job.Locked user = open.remove();
      for (Release release : built(graphs, user)) {
        if (tasks.putIfAbsent(new Node(user.file(), release), jobs.size()) == null) {
          Job job = forBuild(user, release);
          forBuild.add(jobs.size());
          jobs.add(job);
          open.add(job.locked().orElseThrow());
        }
      }
    }
    List<Set<Integer>> before = new ArrayList<>();
    for (Job job : jobs) {
      Job.Locked user = job.locked().orElseThrow();
      Set<Integer> earlier = new TreeSet<>();
      built(graphs, user)
          .forEach(release ->
              Optional.ofNullable(tasks.get(new Node(user.file(), release)))
                  .ifPresent(earlier::add));
      before.add(earlier);
    }
    return new Chain(jobs, before, forBuild, tasks, graphs);
  }

  private static Set<Release> built(Map<Path, LockGraph> graphs, Job.Locked user) {
    return Optional.ofNullable(graphs.get(user.file()))
        .orElseThrow()
        .builtBefore(user.entry().release());
  }

  private static Job forBuild(Job.Locked user, Release release) {
    LockedPackage entry = Optional.ofNullable(user.lock().packages().get(release)).orElseThrow();
    return new Job(
        new Wanted.ForBuild(release, List.of(), user.config(), Optional.of(entry.sdist())),
        Optional.of(new Job.Locked(user.file(), user.lock(), entry, user.config())));
  }

  /// The graph that a job is built by; none where build requirements are wheels of an index.
  Optional<LockGraph> graph(Job job) {
    return job.locked().flatMap(locked -> Optional.ofNullable(graphs.get(locked.file())));
  }

  /// The job that builds a release for another job.
  int task(Job user, Release release) {
    return user.locked().map(locked -> tasks.get(new Node(locked.file(), release))).orElseThrow();
  }
}
