package org.asaman.lockfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.asaman.lock.BuildWheel;
import org.asaman.requirements.Release;

/// Who needs whom to be built, and in which order all of it can be.
///
/// A package needs all that its environment holds. What is allowed as a wheel needs nothing. A seed
/// is taken as a wheel by those that it needs itself, directly or not; all others take the one that
/// is built here.
public final class LockGraph {
  private final BuildLock lock;
  private final Map<Release, Set<Release>> reachable = new ConcurrentHashMap<>();

  public LockGraph(BuildLock lock) {
    this.lock = lock;
  }

  /// All that is in the environment of a package; nothing of what is only taken as a wheel.
  public List<Release> needs(Release release) {
    return Optional.ofNullable(lock.packages().get(release))
        .map(LockedPackage::buildRequirements)
        .orElse(List.of());
  }

  /// The packages that need a release.
  SortedSet<Release> neededBy(Release release) {
    return lock.packages().values().stream()
        .filter(locked -> locked.buildRequirements().contains(release))
        .map(LockedPackage::release)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Where the wheel of a build requirement comes from when `user` is built in a chain from source.
  public BuildWheel.Origin origin(Release user, Release needed) {
    return lock.requirement(needed)
        .binary()
        .filter(why -> why == BuildWheel.Origin.ALLOWED || reachable(needed).contains(user))
        .orElse(BuildWheel.Origin.SOURCE);
  }

  /// What has to be built before a package is.
  public Set<Release> builtBefore(Release user) {
    return needs(user).stream()
        .filter(needed -> origin(user, needed) == BuildWheel.Origin.SOURCE)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Some packages of which each needs the next and the last the first, or one that needs itself;
  /// empty if there is an order.
  List<Release> cycle() {
    Map<Release, Set<Release>> left = new TreeMap<>();
    lock.packages().keySet().forEach(release -> left.put(release, builtBefore(release)));
    boolean progress = true;
    while (progress) {
      List<Release> done =
          left.entrySet().stream()
              .filter(e -> e.getValue().stream().noneMatch(left::containsKey))
              .map(Map.Entry::getKey)
              .toList();
      done.forEach(left::remove);
      progress = !done.isEmpty();
    }
    return left.isEmpty() ? List.of() : walk(left);
  }

  /// Every package that is left needs one that is left: going on long enough comes round.
  private static List<Release> walk(Map<Release, Set<Release>> left) {
    for (Map.Entry<Release, Set<Release>> entry : left.entrySet()) {
      if (entry.getValue().contains(entry.getKey())) {
        return List.of(entry.getKey());
      }
    }
    LinkedHashSet<Release> way = new LinkedHashSet<>();
    Release at = left.keySet().iterator().next();
    while (way.add(at)) {
      at =
          left.getOrDefault(at, Set.of()).stream()
              .filter(left::containsKey)
              .findFirst()
              .orElseThrow();
    }
    List<Release> cycle = new ArrayList<>(way);
    return List.copyOf(cycle.subList(cycle.indexOf(at), cycle.size()));
  }

  /// Whether a package needs itself, directly or not.
  boolean isInCycle(Release release) {
    return reachable(release).contains(release);
  }

  private Set<Release> reachable(Release from) {
    return reachable.computeIfAbsent(from, this::reach);
  }

  private Set<Release> reach(Release from) {
    Set<Release> seen = new LinkedHashSet<>();
    Deque<Release> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      for (Release needed : needs(open.pop())) {
        boolean allowed =
            lock.requirement(needed).binary().filter(BuildWheel.Origin.ALLOWED::equals).isPresent();
        if (!allowed && seen.add(needed)) {
          open.push(needed);
        }
      }
    }
    return seen;
  }

  /// `a 1.0 and b 2.0`.
  static String words(List<Release> releases) {
    return releases.stream().map(Release::subject).collect(Collectors.joining(" and "));
  }
}
