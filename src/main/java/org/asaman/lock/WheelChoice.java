package org.asaman.lock;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.asaman.index.Lazy;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.wheel.BuildTag;
import org.asaman.wheel.Tag;
import org.asaman.wheel.WheelName;

/// Chooses among the wheels of one version as pip does: the best tag of the interpreter's, then the
/// highest build number.
final class WheelChoice {
  /// Lower than every build number.
  private static final BuildTag NO_BUILD = new BuildTag(BigInteger.ONE.negate(), "");

  private static final Comparator<Candidate<?>> BEST_FIRST =
      Comparator.<Candidate<?>>comparingInt(Candidate::rank)
          .thenComparing(Candidate::build, Comparator.reverseOrder())
          .thenComparing(c -> c.name().fileName());

  private final Lazy<Map<Tag, Integer>> ranks;

  /// @param tags the tags that the interpreter supports, best first; asked for when needed
  WheelChoice(Supplier<List<String>> tags) {
    this.ranks = new Lazy<>(() -> ranks(tags.get()));
  }

  private record Candidate<T>(T file, WheelName name, int rank) {
    BuildTag build() {
      return name.build().orElse(NO_BUILD);
    }
  }

  /// The best of the files that are wheels of this version and can be installed.
  <T> Optional<T> best(
      ProjectName project, Version version, Collection<T> files, Function<T, String> fileName) {
    return files.stream()
        .flatMap(file -> candidate(file, fileName.apply(file)))
        .filter(c -> c.name().name().equals(project) && c.name().version().equals(version))
        .min(BEST_FIRST)
        .map(Candidate::file);
  }

  private <T> Stream<Candidate<T>> candidate(T file, String fileName) {
    WheelName name;
    try {
      name = WheelName.parse(fileName);
    } catch (IllegalArgumentException _) {
      return Stream.empty(); // what is no wheel's name cannot be installed
    }
    return name.tags().stream()
        .flatMap(tag -> Optional.ofNullable(ranks.get().get(tag)).stream())
        .min(Comparator.naturalOrder())
        .map(rank -> new Candidate<>(file, name, rank))
        .stream();
  }

  private static Map<Tag, Integer> ranks(List<String> tags) {
    Map<Tag, Integer> ranks = new HashMap<>();
    for (String text : tags) {
      Tag.parseSet(text).forEach(tag -> ranks.putIfAbsent(tag, ranks.size()));
    }
    return ranks;
  }
}
