package org.asaman.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.asaman.compare.Difference;
import org.jsoup.nodes.Element;

/// Differences as blocks of `-` and `+` lines, by member.
final class Differences {
  /// Beyond that the lines scroll in a box of their own, which the keyboard can reach.
  private static final int LINES_SEEN_AT_ONCE = 20;

  private Differences() {}

  /// Adds a block for each member.
  ///
  /// @param heading the element that names the member, such as `h5`
  static void add(Element parent, List<Difference> differences, String heading) {
    Map<String, List<Difference>> byMember =
        differences.stream()
            .collect(
                Collectors.groupingBy(Difference::member, LinkedHashMap::new, Collectors.toList()));
    byMember.forEach((member, here) -> {
      Html.newline(parent);
      Element block = Html.add(parent, "div", "difference");
      Html.add(block, heading, "member", member.isEmpty() ? "the archive itself" : member);
      here.forEach(difference -> place(block, difference));
    });
  }

  private static void place(Element block, Difference difference) {
    Element where = Html.add(block, "p", "place");
    Html.add(where, "span", "kind", difference.kind().toString());
    Html.text(where, " " + difference.place());
    if (!isWithin(difference.lines(), difference)) {
      Element lines = Html.add(block, "div", "lines");
      side(lines, "minus", "- ", difference.left());
      side(lines, "plus", "+ ", difference.right());
    }
    if (!difference.lines().isEmpty()) {
      Element more = Html.add(block, "div", "lines detail");
      if (difference.lines().size() > LINES_SEEN_AT_ONCE) {
        more.attr("tabindex", "0").attr("role", "region").attr("aria-label", "Lines that differ");
      }
      difference.lines().forEach(line -> Html.add(more, "div", kind(line), line));
    }
  }

  private static void side(Element lines, String classes, String sign, String text) {
    if (!text.isEmpty()) {
      Html.add(lines, "div", classes, sign + text);
    }
  }

  /// Whether the lines show both sides already.
  private static boolean isWithin(List<String> lines, Difference difference) {
    return (difference.left().isEmpty() || lines.contains("-" + difference.left()))
        && (difference.right().isEmpty() || lines.contains("+" + difference.right()));
  }

  /// What a line of a unified diff is.
  private static String kind(String line) {
    return line.startsWith("@@") || line.startsWith("---") || line.startsWith("+++")
        ? "hunk"
        : line.startsWith("-") ? "minus" : line.startsWith("+") ? "plus" : "";
  }
}
