package org.asaman.report;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.asaman.verify.Cause;
import org.asaman.verify.Finding;
import org.asaman.verify.Verdict;

/// What is counted over all verdicts.
record Totals(List<Verdict> verdicts) {

  /// How many have a result.
  long of(Verdict.Result result) {
    return verdicts.stream().filter(v -> v.result() == result).count();
  }

  /// How many rebuilds there were.
  long rebuilds() {
    return verdicts.stream().mapToLong(v -> v.rebuilds().size()).sum();
  }

  /// For how many it was asked what they depend on without protection.
  long nakedTried() {
    return verdicts.stream().filter(Verdict::nakedTried).count();
  }

  /// How many would differ without protection.
  long nakedDifferent() {
    return verdicts.stream().filter(v -> !v.naked().isEmpty()).count();
  }

  /// How many verdicts name each cause, the most frequent first.
  Map<Cause, Long> byCause(Function<Verdict, List<Finding>> findings) {
    Map<Cause, Long> counts = new EnumMap<>(Cause.class);
    for (Verdict verdict : verdicts) {
      causes(findings.apply(verdict)).forEach(cause -> counts.merge(cause, 1L, Long::sum));
    }
    Map<Cause, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /// Everything that some rebuild varied, each once.
  List<String> varied() {
    return verdicts.stream()
        .flatMap(v -> v.rebuilds().stream())
        .flatMap(rebuild -> Stream.of(rebuild.variation().split("\\+")))
        .filter(name -> !name.isEmpty() && !name.equals("nothing"))
        .distinct()
        .toList();
  }

  /// How many rebuilds of a wheel gave another one, or none.
  static long others(Verdict verdict) {
    return verdict.rebuilds().stream().filter(r -> !r.sha256().equals(verdict.sha256())).count();
  }

  /// The causes, each once.
  static List<Cause> causes(List<Finding> findings) {
    return findings.stream().map(Finding::cause).distinct().toList();
  }
}
