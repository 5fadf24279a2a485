package org.asaman.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.asaman.compare.Difference;
import org.jsoup.nodes.Element;

/// Differences as blocks of `-` and `+` lines, by member.
final class Differences {
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
    Element lines = Html.add(block, "div", "lines");
    if (!difference.left().isEmpty()) {
      Html.add(lines, "div", "minus", "- " + difference.left());
    }
    if (!difference.right().isEmpty()) {
      Html.add(lines, "div", "plus", "+ " + difference.right());
    }
    if (!difference.lines().isEmpty()) {
      Element more = Html.add(block, "div", "lines detail");
      difference.lines().forEach(line -> Html.add(more, "div", kind(line), line));
    }
  }

  /// What a line of a unified diff is.
  private static String kind(String line) {
    return line.startsWith("@@") || line.startsWith("---") || line.startsWith("+++")
        ? "hunk"
        : line.startsWith("-") ? "minus" : line.startsWith("+") ? "plus" : "";
  }
}
