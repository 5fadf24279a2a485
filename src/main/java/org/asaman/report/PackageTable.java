package org.asaman.report;

import java.util.List;
import org.asaman.verify.Cause;
import org.asaman.verify.Verdict;
import org.jsoup.nodes.Element;

/// The table of all packages, which the page's script sorts and filters.
final class PackageTable {
  private PackageTable() {}

  /// Adds controls and table.
  ///
  /// @param anchors where each verdict has its own page
  static void add(Element parent, Totals totals, List<String> anchors) {
    Html.newline(parent);
    Element section = Html.add(parent, "section", "packages").attr("id", "packages");
    Element bar = Html.add(section, "div", "bar-above");
    Html.add(bar, "h2", "", "Packages");
    controls(Html.add(bar, "div", "controls").attr("hidden", true), totals);
    Element table = Html.add(section, "table", "").attr("role", "table");
    Element head = Html.add(Html.add(table, "thead", ""), "tr", "").attr("role", "row");
    List.of("Package", "Version", "Verdict", "Causes", "Without protection", "Rebuilds", "Time")
        .forEach(title ->
            Html.add(head, "th", "", title).attr("scope", "col").attr("role", "columnheader"));
    Element body = Html.add(table, "tbody", "").attr("role", "rowgroup");
    for (int i = 0; i < anchors.size(); i++) {
      row(body, totals.verdicts().get(i), anchors.get(i));
    }
    Html.add(section, "p", "nothing", "No package is like that.").attr("hidden", true);
  }

  private static void controls(Element controls, Totals totals) {
    Element label = Html.add(controls, "label", "filter");
    Html.add(label, "span", "unseen", "Filter packages");
    Html.add(label, "input", "")
        .attr("type", "search")
        .attr("placeholder", "Filter by name or cause")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false");
    Element chips = Html.add(controls, "div", "chips").attr("role", "group");
    chips.attr("aria-label", "Verdicts to show");
    chip(chips, "", "all", totals.verdicts().size());
    for (Verdict.Result result : Verdict.Result.values()) {
      if (totals.of(result) > 0) {
        chip(chips, result.toString(), result.toString(), totals.of(result));
      }
    }
    Html.add(controls, "p", "unseen status", "").attr("role", "status");
  }

  private static void chip(Element chips, String value, String name, long count) {
    Element chip = Html.add(chips, "button", "", name + " ").attr("type", "button");
    chip.attr("data-verdict", value).attr("aria-pressed", value.isEmpty() ? "true" : "false");
    Html.add(chip, "span", "count", Long.toString(count));
  }

  private static void row(Element body, Verdict verdict, String anchor) {
    Html.newline(body);
    Element row = Html.add(body, "tr", "").attr("role", "row");
    row.attr("data-verdict", verdict.result().toString());
    Html.link(
        Html.add(row, "th", "name").attr("scope", "row").attr("role", "rowheader"),
        "",
        anchor,
        verdict.name().isEmpty() ? "?" : verdict.name());
    Html.text(cell(row, "version"), verdict.version());
    Element result = cell(row, "verdict").attr("data-value", worstFirst(verdict.result()));
    result(result, verdict.result());
    causes(cell(row, "causes"), Totals.causes(verdict.causes()));
    Element naked = cell(row, "naked");
    if (verdict.nakedTried()) {
      causes(naked, Totals.causes(verdict.naked()));
    } else {
      Html.add(naked, "span", "none", "not tried");
    }
    rebuilds(cell(row, "number rebuilds"), verdict);
    Html.text(
        cell(row, "number time").attr("data-value", Long.toString(verdict.time().toMillis())),
        Words.time(verdict.time()));
  }

  /// A result as a sign and a word.
  static void result(Element parent, Verdict.Result result) {
    Element badge = Html.add(parent, "span", "badge " + result);
    Html.sign(badge, Words.sign(result));
    Html.text(badge, result.toString());
  }

  private static String worstFirst(Verdict.Result result) {
    return switch (result) {
      case DIFFERENT -> "0";
      case UNBUILDABLE -> "1";
      case REPRODUCIBLE -> "2";
    };
  }

  private static void causes(Element cell, List<Cause> causes) {
    if (causes.isEmpty()) {
      Element none = Html.add(cell, "span", "none");
      Html.add(none, "span", "", "–").attr("aria-hidden", "true");
      Html.add(none, "span", "unseen", "none");
      return;
    }
    Element list = Html.add(cell, "ul", "tags");
    causes.forEach(cause -> Html.add(list, "li", "", cause.toString()));
  }

  private static void rebuilds(Element cell, Verdict verdict) {
    int all = verdict.rebuilds().size();
    long other = Totals.others(verdict);
    cell.attr("data-value", Integer.toString(all));
    Html.text(cell, other == 0 ? Integer.toString(all) : other + " of " + all + " differ");
  }

  private static Element cell(Element row, String classes) {
    return Html.add(row, "td", classes).attr("role", "cell");
  }
}
