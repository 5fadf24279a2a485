package org.asaman.requirements;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An environment marker as PEP 508 says: the condition under which a requirement counts.
public final class Marker {
  private final MarkerExpression expression;

  private Marker(MarkerExpression expression) {
    this.expression = expression;
  }

  /// Reads a whole text as a marker.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Marker parse(String text) {
    Scanner scanner = new Scanner(text);
    Marker marker = parse(scanner);
    if (!scanner.atEnd()) {
      throw scanner.expected("'and', 'or' or the end");
    }
    return marker;
  }

  /// Reads a marker as far as it goes.
  static Marker parse(Scanner scanner) {
    return new Marker(new MarkerParser(scanner).parse());
  }

  /// Whether the condition holds; `environment` has PEP 508's eleven variables and perhaps `extra`.
  ///
  /// @throws IllegalArgumentException if it compares what cannot be compared
  public boolean evaluate(Map<String, String> environment) {
    return evaluate(environment, Map.of());
  }

  /// As [#evaluate(Map)], with the variables that hold several names: `extras` and
  /// `dependency_groups`.
  public boolean evaluate(Map<String, String> environment, Map<String, Set<String>> sets) {
    Map<String, String> repaired = new HashMap<>(environment);
    repaired.merge("extra", "", (given, _) -> ProjectName.normalise(given));
    repaired.computeIfPresent(
        "python_full_version", (_, version) -> version.endsWith("+") ? version + "local" : version);
    return expression.evaluate(repaired, sets);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Marker marker && toString().equals(marker.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /// The marker as `packaging` spells it: double quotes, single spaces, only needed parentheses.
  @Override
  public String toString() {
    return expression.toString();
  }
}
