package org.asaman.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.asaman.build.Rebuilds.Rebuilt;
import org.asaman.compare.Difference;

/// Finds what makes a wheel come out different: the smallest sets of variations that do, and what
/// differs with none.
///
/// All rebuilds of a search have a clock that stands still, as far as it can be stopped; they are
/// held against one of them, in which nothing is varied. What differs between two of those is left
/// out of every other comparison.
final class Search {
  /// Times in ZIP archives count in steps of two seconds.
  private static final Duration APART = Duration.ofMillis(2100);

  private final Trials trials;
  private final View view;
  private final boolean frozen;
  private final Moments moments;
  private final Rebuilt plain;
  private final Map<String, Difference> noise;

  /// Members in which what is never the same cannot be told from the rest, such as machine code.
  private final Set<String> blurred;

  private Search(
      Trials trials,
      View view,
      boolean frozen,
      Moments moments,
      Rebuilt plain,
      Map<String, Difference> noise) {
    this.trials = trials;
    this.view = view;
    this.frozen = frozen;
    this.moments = moments;
    this.plain = plain;
    this.noise = noise;
    this.blurred =
        noise.values().stream()
            .filter(difference -> !isPrecise(difference))
            .map(Difference::member)
            .filter(member -> !member.isEmpty())
            .collect(Collectors.toSet());
  }

  /// A set of variations that makes a difference, and which.
  record Found(Set<Variation> variations, Map<String, Difference> differences) {}

  /// Rebuilds twice with nothing varied.
  static Search start(Trials trials, View view, boolean frozen, Moments moments)
      throws InterruptedException {
    Rebuilt plain = trials.of(List.of(), Way.FIRST, frozen, 1);
    Thread.sleep(APART);
    Rebuilt again = trials.of(List.of(), Way.FIRST, frozen, 2);
    return new Search(trials, view, frozen, moments, plain, view.differences(plain, again));
  }

  /// Whether there is a wheel with nothing varied.
  boolean works() {
    return plain instanceof Rebuilt.Wheel;
  }

  Rebuilt plain() {
    return plain;
  }

  /// What differs although nothing is varied and the clock stands still.
  Map<String, Difference> randomness() {
    Map<String, Difference> random = new LinkedHashMap<>(noise);
    random.values().removeIf(moments::isTime);
    return random;
  }

  /// What differs with the time although the clock stands still.
  Map<String, Difference> fileTimes() {
    Map<String, Difference> times = new LinkedHashMap<>(noise);
    times.values().removeIf(difference -> !moments.isTime(difference));
    return times;
  }

  /// The smallest sets of these variations that make a difference.
  List<Found> find(Set<Variation> variations) throws InterruptedException {
    List<Found> found = new ArrayList<>();
    for (Way way : Way.values()) {
      Set<Variation> rest = EnumSet.noneOf(Variation.class);
      rest.addAll(variations);
      found.forEach(one -> rest.removeAll(one.variations()));
      while (!rest.isEmpty() && !differences(rest, way).isEmpty()) {
        List<Found> more = new ArrayList<>();
        split(rest, way, more);
        found.addAll(more);
        more.forEach(one -> rest.removeAll(one.variations()));
      }
    }
    return found;
  }

  /// What a set of variations changes.
  Map<String, Difference> differences(Collection<Variation> variations, Way way)
      throws InterruptedException {
    return beyondNoise(trials.of(variations, way, frozen, 0));
  }

  /// Leaves out what is there because the wheel holds the environment of its build: many variations
  /// set variables.
  List<Found> withoutEnvironment(List<Found> found) throws InterruptedException {
    Map<String, Difference> environment = anyVariable();
    return found.stream()
        .map(one -> {
          Map<String, Difference> rest = new LinkedHashMap<>(one.differences());
          rest.keySet().removeAll(environment.keySet());
          return new Found(one.variations(), rest);
        })
        .filter(one -> !one.differences().isEmpty())
        .toList();
  }

  /// What one more environment variable changes, which means nothing to anyone: where the wheel
  /// holds the environment of its build.
  Map<String, Difference> anyVariable() throws InterruptedException {
    return beyondNoise(trials.withAnyVariable(frozen));
  }

  private Map<String, Difference> beyondNoise(Rebuilt rebuilt) {
    Map<String, Difference> differences = new LinkedHashMap<>(view.differences(plain, rebuilt));
    differences.keySet().removeAll(noise.keySet());
    differences.values().removeIf(difference -> blurred.contains(difference.member()));
    return differences;
  }

  private static boolean isPrecise(Difference difference) {
    return switch (difference.kind()) {
      case METADATA, WHEEL, JSON, RECORD -> true;
      case TEXT -> difference.place().startsWith("line ");
      case ARCHIVE, MEMBER, BYTECODE, ELF, BINARY -> false;
    };
  }

  /// Of a set that makes a difference, adds at least one smallest set that does.
  private void split(Set<Variation> variations, Way way, List<Found> found)
      throws InterruptedException {
    if (variations.size() == 1) {
      found.add(new Found(EnumSet.copyOf(variations), differences(variations, way)));
      return;
    }
    List<Variation> all = List.copyOf(variations);
    Set<Variation> left = EnumSet.copyOf(all.subList(0, all.size() / 2));
    Set<Variation> right = EnumSet.copyOf(all.subList(all.size() / 2, all.size()));
    boolean leftDiffers = !differences(left, way).isEmpty();
    boolean rightDiffers = !differences(right, way).isEmpty();
    if (leftDiffers) {
      split(left, way, found);
    }
    if (rightDiffers) {
      split(right, way, found);
    }
    if (!leftDiffers && !rightDiffers) {
      found.add(together(variations, way));
    }
  }

  /// Variations that make a difference only together: drops every one that is not needed for it.
  private Found together(Set<Variation> variations, Way way) throws InterruptedException {
    Set<Variation> needed = EnumSet.copyOf(variations);
    for (Variation one : variations) {
      Set<Variation> without = EnumSet.copyOf(needed);
      without.remove(one);
      if (!without.isEmpty() && !differences(without, way).isEmpty()) {
        needed = without;
      }
    }
    return new Found(needed, differences(needed, way));
  }
}
