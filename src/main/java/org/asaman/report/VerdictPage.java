package org.asaman.report;

import java.util.List;
import java.util.Map;
import org.asaman.verify.Cause;
import org.asaman.verify.Verdict;
import org.jsoup.nodes.Element;

/// Verdicts as one HTML page that needs nothing else, neither other files nor the network.
public final class VerdictPage {
  private VerdictPage() {}

  /// The page, the same bytes for the same verdicts.
  ///
  /// @param program name and version, such as `asaman 1.0.0`
  public static String of(String program, List<Verdict> verdicts) {
    Totals totals = new Totals(List.copyOf(verdicts));
    Anchors names = new Anchors();
    List<String> anchors =
        verdicts.stream().map(v -> names.of(v.name() + "-" + v.version())).toList();
    String share = totals.of(Verdict.Result.REPRODUCIBLE) + rest(totals);
    Page page = new Page(share, "Reproducible wheels", program);
    Element overview = Html.add(page.main(), "section", "overview").attr("id", "overview");
    headline(overview, totals);
    numbers(overview, totals);
    causes(overview, totals);
    PackageTable.add(overview, totals, anchors);
    for (int i = 0; i < anchors.size(); i++) {
      PackageSection.add(page.main(), totals.verdicts(), anchors, i);
    }
    footer(page.footer(), program, totals);
    return page.html();
  }

  private static void headline(Element overview, Totals totals) {
    Element headline = Html.add(overview, "h2", "headline");
    Html.add(headline, "span", "figure", Long.toString(totals.of(Verdict.Result.REPRODUCIBLE)));
    Html.add(headline, "span", "rest", rest(totals));
    if (!totals.verdicts().isEmpty()) {
      Bars.stacked(overview, totals);
    }
  }

  private static String rest(Totals totals) {
    int all = totals.verdicts().size();
    return " of " + Words.count(all, "wheel") + (all == 1 ? " is" : " are") + " reproducible";
  }

  private static void numbers(Element overview, Totals totals) {
    Html.newline(overview);
    Element list = Html.add(overview, "dl", "totals");
    int all = totals.verdicts().size();
    for (Verdict.Result result : Verdict.Result.values()) {
      long count = totals.of(result);
      number(list, result.toString(), Words.capital(result.toString()), count, share(count, all));
    }
    number(list, "", "Rebuilds run", totals.rebuilds(), "");
    if (totals.nakedTried() > 0) {
      number(
          list,
          "bare",
          "Differ without protection",
          totals.nakedDifferent(),
          "of " + totals.nakedTried());
    }
  }

  private static String share(long count, int all) {
    return count == 0 ? "" : Words.percent(count, all);
  }

  private static void number(
      Element list, String classes, String name, long number, String beside) {
    Element entry = Html.add(list, "div", classes);
    Html.add(entry, "dt", "", name);
    Element value = Html.add(entry, "dd", "", Long.toString(number));
    if (!beside.isEmpty()) {
      Html.text(value, " ");
      Html.add(value, "small", "", beside);
    }
  }

  private static void causes(Element overview, Totals totals) {
    Map<Cause, Long> causes = totals.byCause(Verdict::causes);
    if (!causes.isEmpty()) {
      Element block =
          block(
              overview,
              "What makes wheels differ",
              "How many of the "
                  + Words.count(totals.of(Verdict.Result.DIFFERENT), "different wheel")
                  + " each cause is found in.");
      Bars.causes(block, "other", causes, totals.of(Verdict.Result.DIFFERENT));
    }
    if (totals.nakedTried() == 0) {
      return;
    }
    long different = totals.nakedDifferent();
    Element block =
        block(
            overview,
            "Without asaman's protection",
            different
                + " of "
                + Words.count(totals.nakedTried(), "wheel")
                + (different == 1 ? " depends" : " depend")
                + " on where, when or by whom "
                + (different == 1 ? "it is" : "they are")
                + " built.");
    Bars.causes(block, "bare", totals.byCause(Verdict::naked), totals.nakedTried());
  }

  private static Element block(Element overview, String title, String text) {
    Html.newline(overview);
    Element block = Html.add(overview, "div", "block");
    Element aside = Html.add(block, "div", "");
    Html.add(aside, "h2", "", title);
    Html.add(aside, "p", "", text);
    return Html.add(block, "div", "content");
  }

  private static void footer(Element footer, String program, Totals totals) {
    if (!totals.varied().isEmpty()) {
      Html.add(
          footer, "p", "", "Varied between rebuilds: " + Words.enumeration(totals.varied()) + ".");
    }
    Html.add(footer, "p", "", "Made by " + program + ".");
  }
}
