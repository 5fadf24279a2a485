package org.asaman.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.asaman.compare.Difference;
import org.asaman.compare.InputDifference;

/// Words causes, each once, with all that it brings about.
final class Findings {
  /// So many differences are kept for a report.
  private static final int MOST = 100;

  private record Gathered(
      Set<Variation> variations, Map<String, Difference> differences, List<String> inputs) {
    Gathered() {
      this(EnumSet.noneOf(Variation.class), new LinkedHashMap<>(), new ArrayList<>());
    }
  }

  private final Map<Cause, Gathered> causes = new LinkedHashMap<>();

  void add(Cause cause, Collection<Variation> variations, Map<String, Difference> differences) {
    if (!differences.isEmpty()) {
      Gathered gathered = causes.computeIfAbsent(cause, _ -> new Gathered());
      gathered.variations().addAll(variations);
      differences.forEach(gathered.differences()::putIfAbsent);
    }
  }

  /// What differs in a search with nothing varied.
  void addNoise(Search search) {
    add(Cause.RANDOMNESS, List.of(), search.randomness());
    add(Cause.TIME, List.of(), search.fileTimes());
  }

  /// What a search found, under the cause of each variation that takes part in it.
  void addAll(List<Search.Found> found) {
    for (Search.Found one : found) {
      for (Variation variation : one.variations()) {
        add(variation.cause(), one.variations(), one.differences());
      }
    }
  }

  /// An input that is another than the record's, with all that differs.
  void add(InputDifference input, Map<String, Difference> differences) {
    Gathered gathered = causes.computeIfAbsent(cause(input), _ -> new Gathered());
    gathered.inputs().add(became(input.what(), input.left(), input.right()));
    differences.forEach(gathered.differences()::putIfAbsent);
  }

  private static Cause cause(InputDifference difference) {
    return switch (difference.input()) {
      case INTERPRETER -> Cause.INTERPRETER;
      case TOOLCHAIN -> Cause.TOOLCHAIN;
      case SYSTEM_PACKAGE -> Cause.SYSTEM_PACKAGE;
      case BUILD_REQUIREMENT -> Cause.BUILD_REQUIREMENT;
      case SOURCE -> Cause.SOURCE;
    };
  }

  boolean isEmpty() {
    return causes.isEmpty();
  }

  /// The findings, by the order of the causes' names in [Cause].
  List<Finding> list() {
    List<Finding> findings = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      Gathered gathered = causes.get(cause);
      if (gathered != null) {
        findings.add(finding(cause, gathered));
      }
    }
    return findings;
  }

  private static Finding finding(Cause cause, Gathered gathered) {
    List<Difference> all = List.copyOf(gathered.differences().values());
    return new Finding(
        cause,
        gathered.variations().stream().map(Variation::toString).toList(),
        all.stream().flatMap(Findings::members).distinct().sorted().toList(),
        gathered.inputs().isEmpty() ? detail(all.getFirst()) : String.join("; ", gathered.inputs()),
        Hints.of(cause, all),
        all.stream().limit(MOST).toList());
  }

  /// The members that a difference concerns; of the archive itself it names some, line by line.
  private static Stream<String> members(Difference difference) {
    return difference.member().isEmpty()
        ? difference.lines().stream()
            .filter(line -> line.contains(" became ") && line.contains(": "))
            .map(line -> line.substring(0, line.lastIndexOf(": ")))
        : Stream.of(difference.member());
  }

  private static String detail(Difference first) {
    String where = first.member().isEmpty() ? first.place() : first.member() + ", " + first.place();
    return became(where, first.left(), first.right());
  }

  private static String became(String what, String left, String right) {
    return what + ": " + orNothing(left) + " became " + orNothing(right);
  }

  private static String orNothing(String text) {
    return text.isEmpty() ? "nothing" : text;
  }
}
