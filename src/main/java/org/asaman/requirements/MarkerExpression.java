package org.asaman.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The tree of a [Marker]: comparisons joined by `and` and `or`, which binds less.
sealed interface MarkerExpression {

  /// What stands beside an operator.
  sealed interface Operand {
    String text();
  }

  /// A variable of the environment, such as `os_name`.
  record Variable(String text) implements Operand {
    @Override
    public String toString() {
      return text;
    }
  }

  /// A quoted string, without its quotes.
  record Literal(String text) implements Operand {
    @Override
    public String toString() {
      String quote = text.contains("\"") ? "'" : "\"";
      if (text.contains(quote)) {
        throw new IllegalArgumentException("a marker's string holds both kinds of quotes: " + text);
      }
      return quote + text + quote;
    }
  }

  /// One comparison.
  record Comparison(Operand left, String operator, Operand right) implements MarkerExpression {
    private static final Set<String> SETS = Set.of("extras", "dependency_groups");
    private static final Set<String> VERSIONS =
        Set.of(
            "implementation_version", "platform_release", "python_full_version", "python_version");

    /// Names of extras are compared in their normal form (PEP 685), and kept in it.
    public Comparison {
      if (left.equals(new Variable("extra")) && right instanceof Literal(String name)) {
        right = new Literal(ProjectName.normalise(name));
      } else if (right instanceof Variable(String variable)
          && (variable.equals("extra") || SETS.contains(variable))
          && left instanceof Literal(String name)) {
        left = new Literal(ProjectName.normalise(name));
      }
    }

    @Override
    public boolean evaluate(Map<String, String> environment, Map<String, Set<String>> sets) {
      boolean variableFirst = left instanceof Variable;
      String variable = variableFirst ? left.text() : right.text();
      Set<String> members = sets.get(variable);
      if (members != null) {
        return evaluateSet(variableFirst, members);
      }
      String value = environment.get(variable);
      if (value == null) {
        throw new IllegalArgumentException(
            "the marker variable '" + variable + "' has no value here");
      }
      return compare(
          variable, variableFirst ? value : left.text(), variableFirst ? right.text() : value);
    }

    private boolean evaluateSet(boolean variableFirst, Set<String> members) {
      if (variableFirst) {
        throw new IllegalArgumentException(
            "'" + left + "' holds several names: write '\"NAME\" in " + left + "'");
      }
      boolean contained =
          members.stream()
              .map(ProjectName::normalise)
              .anyMatch(ProjectName.normalise(left.text())::equals);
      return switch (operator) {
        case "in" -> contained;
        case "not in" -> !contained;
        case "!=" -> true;
        case "==", "<=", ">=", "<", ">" -> false;
        default -> throw undefined();
      };
    }

    /// Compares as versions where the variable is one and the other side can be; else as text.
    private boolean compare(String variable, String one, String other) {
      if (VERSIONS.contains(variable)) {
        Optional<Specifier> specifier = specifier(operator + other);
        if (specifier.isPresent()) {
          return specifier.get().contains(one, Version.tryParse(one));
        }
      }
      return switch (operator) {
        case "in" -> other.contains(one);
        case "not in" -> !other.contains(one);
        case "==", "<=", ">=" -> one.equals(other);
        case "!=" -> !one.equals(other);
        case "<", ">" -> false;
        default -> throw undefined();
      };
    }

    private static Optional<Specifier> specifier(String text) {
      try {
        return Optional.of(Specifier.parse(text));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }

    private IllegalArgumentException undefined() {
      return new IllegalArgumentException("'" + this + "' compares what is not a version");
    }

    @Override
    public String toString() {
      return left + " " + operator + " " + right;
    }
  }

  /// Two or more expressions and the words between them, as they were written between parentheses;
  /// also a single one.
  record Sequence(List<MarkerExpression> parts, List<String> words) implements MarkerExpression {
    public Sequence {
      parts = List.copyOf(parts);
      words = List.copyOf(words);
    }

    /// Everything is evaluated: a mistake shows on every machine.
    @Override
    public boolean evaluate(Map<String, String> environment, Map<String, Set<String>> sets) {
      List<Boolean> values = new ArrayList<>();
      for (MarkerExpression part : parts) {
        values.add(part.evaluate(environment, sets));
      }
      boolean any = false;
      boolean all = values.getFirst();
      for (int i = 0; i < words.size(); i++) {
        boolean next = values.get(i + 1);
        if (words.get(i).equals("or")) {
          any |= all;
          all = next;
        } else {
          all &= next;
        }
      }
      return any || all;
    }

    private String joined() {
      StringBuilder out = new StringBuilder(nested(parts.getFirst()));
      for (int i = 0; i < words.size(); i++) {
        out.append(' ').append(words.get(i)).append(' ').append(nested(parts.get(i + 1)));
      }
      return out.toString();
    }

    private static String nested(MarkerExpression part) {
      return switch (part) {
        case Comparison comparison -> comparison.toString();
        case Sequence(List<MarkerExpression> parts, _) when parts.size() == 1 ->
            nested(parts.getFirst());
        case Sequence sequence -> "(" + sequence.joined() + ")";
      };
    }

    /// Without parentheses that are not needed outside.
    @Override
    public String toString() {
      return parts.size() == 1 ? parts.getFirst().toString() : joined();
    }
  }

  boolean evaluate(Map<String, String> environment, Map<String, Set<String>> sets);
}
