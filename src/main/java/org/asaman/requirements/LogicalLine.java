package org.asaman.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of a requirements file when continuations are joined and comments are gone.
///
/// @param number where it begins, from 1
/// @param written without the values of environment variables, which may be secret
/// @param text with them
record LogicalLine(int number, String written, String text) {
  private static final Pattern COMMENT =
      Pattern.compile(
          "(?:^|(?<!S)S++)#.*$".replace("S", "[" + PythonText.SPACE + "]"), Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)}");

  /// The lines that say something.
  static List<LogicalLine> of(String content, Map<String, String> environment) {
    List<LogicalLine> lines = new ArrayList<>();
    StringBuilder joined = new StringBuilder();
    int number = 0;
    int start = 1;
    for (String line : PythonText.lines(content)) {
      number++;
      boolean comment = PythonText.strip(line).startsWith("#");
      if (line.endsWith("\\") && !comment) {
        joined.append(PythonText.strip(line, '\\'));
        continue;
      }
      // The space lets the comment be seen after what it is joined to.
      joined.append(comment ? " " : "").append(line);
      add(lines, start, joined.toString(), environment);
      joined.setLength(0);
      start = number + 1;
    }
    add(lines, start, joined.toString(), environment);
    return lines;
  }

  private static void add(
      List<LogicalLine> lines, int number, String joined, Map<String, String> environment) {
    String written = PythonText.strip(COMMENT.matcher(joined).replaceFirst(""));
    if (!written.isEmpty()) {
      String text = VARIABLE.matcher(written).replaceAll(v -> value(v, environment));
      lines.add(new LogicalLine(number, written, text));
    }
  }

  /// The variable's value; one that is not set, or empty, stays as written.
  private static String value(MatchResult variable, Map<String, String> environment) {
    String value = environment.getOrDefault(variable.group(1), "");
    return Matcher.quoteReplacement(value.isEmpty() ? variable.group() : value);
  }
}
