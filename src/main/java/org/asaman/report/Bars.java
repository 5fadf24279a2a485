package org.asaman.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.asaman.verify.Cause;
import org.asaman.verify.Verdict;
import org.jsoup.nodes.Element;

/// Bars in inline SVG, since the page's policy allows no style of a single element.
final class Bars {
  /// The least width of a part, in percent: one wheel of thousands is still seen.
  private static final double LEAST = 0.6;

  private Bars() {}

  /// One bar with a part for each result.
  static void stacked(Element parent, Totals totals) {
    Map<Verdict.Result, Double> widths = widths(totals);
    double sum = widths.values().stream().mapToDouble(w -> w).sum();
    Element svg = svg(parent, "stack").attr("role", "img");
    svg.attr("aria-label", label(totals));
    double x = 0;
    for (Map.Entry<Verdict.Result, Double> part : widths.entrySet()) {
      double width = 100 * part.getValue() / sum;
      rect(svg, part.getKey().toString(), x, width);
      x += width;
    }
  }

  private static Map<Verdict.Result, Double> widths(Totals totals) {
    Map<Verdict.Result, Double> widths = new LinkedHashMap<>();
    for (Verdict.Result result : Verdict.Result.values()) {
      long count = totals.of(result);
      if (count > 0) {
        widths.put(result, Math.max(LEAST, 100.0 * count / totals.verdicts().size()));
      }
    }
    return widths;
  }

  private static String label(Totals totals) {
    return Words.enumeration(
        List.of(Verdict.Result.values()).stream().map(r -> totals.of(r) + " " + r).toList());
  }

  /// A bar for each cause.
  ///
  /// @param classes `other` or `bare`: whether wheels differ, or only would
  /// @param whole what a full bar stands for
  static void causes(Element parent, String classes, Map<Cause, Long> counts, long whole) {
    Element list = Html.add(parent, "ul", "bars " + classes);
    counts.forEach((cause, count) -> {
      Element item = Html.add(list, "li", "");
      Html.add(item, "span", "label", cause.toString());
      Element svg = svg(item, "bar").attr("aria-hidden", "true");
      rect(svg, "track", 0, 100);
      rect(svg, "value", 0, Math.max(LEAST, 100.0 * count / whole));
      Html.add(item, "span", "count", count.toString());
    });
  }

  private static Element svg(Element parent, String classes) {
    return Html.add(parent, "svg", classes).attr("width", "100%").attr("height", "100%");
  }

  private static void rect(Element svg, String classes, double x, double width) {
    Html.add(svg, "rect", classes)
        .attr("x", percent(x))
        .attr("width", percent(width))
        .attr("height", "100%");
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f%%", value);
  }
}
