package org.asaman.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.asaman.requirements.MarkerExpression.Comparison;
import org.asaman.requirements.MarkerExpression.Literal;
import org.asaman.requirements.MarkerExpression.Operand;
import org.asaman.requirements.MarkerExpression.Sequence;
import org.asaman.requirements.MarkerExpression.Variable;

/// Reads PEP 508's marker grammar by recursive descent.
final class MarkerParser {
  private static final int DEEPEST = 200;
  private static final String BEFORE = "(?<![\\p{L}\\p{N}_])";
  private static final String AFTER = "(?![\\p{L}\\p{N}_])";

  private static final Pattern WORD = Pattern.compile(BEFORE + "(?:or|and)" + AFTER);
  private static final Pattern IN = Pattern.compile(BEFORE + "in" + AFTER);
  private static final Pattern NOT = Pattern.compile(BEFORE + "not" + AFTER);
  private static final Pattern OPERATOR = Pattern.compile("===|==|~=|!=|<=|>=|<|>");
  private static final Pattern VARIABLE =
      Pattern.compile(
          BEFORE
              + "(?:python_version|python_full_version|os[._]name|sys[._]platform"
              + "|platform_release|platform_system|platform[._](?:version|machine|python_implementation)"
              + "|python_implementation|implementation_(?:name|version)|extras?|dependency_groups)"
              + AFTER);
  private static final Pattern STRING = Pattern.compile("'[^']*'|\"[^\"]*\"");

  private final Scanner scanner;

  MarkerParser(Scanner scanner) {
    this.scanner = scanner;
  }

  /// Reads as far as the marker goes.
  MarkerExpression parse() {
    return sequence(0);
  }

  private MarkerExpression sequence(int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(
          "a marker with more than " + DEEPEST + " nested parentheses");
    }
    List<MarkerExpression> parts = new ArrayList<>(List.of(atom(depth)));
    List<String> words = new ArrayList<>();
    for (Optional<String> word = scanner.take(WORD); word.isPresent(); word = scanner.take(WORD)) {
      words.add(word.get());
      parts.add(atom(depth));
    }
    return new Sequence(parts, words);
  }

  private MarkerExpression atom(int depth) {
    scanner.skipSpaces();
    MarkerExpression atom;
    if (scanner.skip('(')) {
      scanner.skipSpaces();
      atom = sequence(depth + 1);
      scanner.skipSpaces();
      if (!scanner.skip(')')) {
        throw scanner.expected("')'");
      }
    } else {
      atom = comparison();
    }
    scanner.skipSpaces();
    return atom;
  }

  private Comparison comparison() {
    Operand left = operand();
    scanner.skipSpaces();
    String operator = operator();
    scanner.skipSpaces();
    return new Comparison(left, operator, operand());
  }

  private Operand operand() {
    Optional<String> variable = scanner.take(VARIABLE);
    if (variable.isPresent()) {
      String name = variable.get().replace('.', '_');
      return new Variable(
          name.equals("python_implementation") ? "platform_python_implementation" : name);
    }
    String string =
        scanner.take(STRING).orElseThrow(() -> scanner.expected("a variable or a quoted string"));
    return new Literal(PythonString.unescape(string.substring(1, string.length() - 1)));
  }

  private String operator() {
    if (scanner.skip(IN)) {
      return "in";
    }
    if (scanner.skip(NOT)) {
      if (!scanner.skipSpaces() || !scanner.skip(IN)) {
        throw scanner.expected("'in' after 'not'");
      }
      return "not in";
    }
    return scanner.take(OPERATOR).orElseThrow(() -> scanner.expected("an operator"));
  }
}
