package org.asaman.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.asaman.compare.Comparison;
import org.asaman.compare.Difference;
import org.asaman.compare.InputDifference;
import org.asaman.problem.Printable;
import picocli.CommandLine.Help.Ansi.Style;

/// A comparison for people: the grade, differing inputs, then what differs by member.
record DiffText(PrintStream out, boolean colours) {
  private static final int MOST_PLACES = 200;

  void print(Comparison comparison, List<InputDifference> inputs) {
    out.println(
        Printable.of(comparison.grade() + ": " + comparison.left() + " and " + comparison.right()));
    if (!inputs.isEmpty()) {
      out.println();
      out.println(styled("inputs", Style.bold));
      for (InputDifference input : inputs) {
        out.println("  " + input.input() + " " + input.what());
        sides(input.left(), input.right());
      }
    }
    Map<String, List<Difference>> members = new LinkedHashMap<>();
    comparison.differences().stream()
        .limit(MOST_PLACES)
        .forEach(difference ->
            members.computeIfAbsent(difference.member(), _ -> new ArrayList<>()).add(difference));
    members.forEach(this::member);
    int untold = comparison.differences().size() - MOST_PLACES;
    if (untold > 0) {
      out.println();
      out.println("and " + untold + " more; --json FILE has them");
    }
  }

  private void member(String member, List<Difference> differences) {
    out.println();
    out.println(styled(member.isEmpty() ? "the archive" : member, Style.bold));
    for (Difference difference : differences) {
      out.println("  " + difference.kind() + " " + difference.place());
      boolean said =
          difference.kind() == Difference.Kind.ARCHIVE
              ? !difference.lines().isEmpty()
              : difference.lines().stream().anyMatch(DiffText::isOfDiff);
      if (!said) {
        sides(difference.left(), difference.right());
      }
      difference.lines().forEach(line -> out.println("    " + coloured(line)));
    }
  }

  /// Whether a line itself says what one side has.
  private static boolean isOfDiff(String line) {
    return line.startsWith("-") || line.startsWith("+");
  }

  private void sides(String left, String right) {
    if (!left.isEmpty()) {
      out.println("    " + coloured("-" + left));
    }
    if (!right.isEmpty()) {
      out.println("    " + coloured("+" + right));
    }
  }

  private String coloured(String line) {
    return line.startsWith("-")
        ? styled(line, Style.fg_red)
        : line.startsWith("+") ? styled(line, Style.fg_green) : line;
  }

  private String styled(String text, Style style) {
    return colours ? style.on() + text + style.off() : text;
  }
}
