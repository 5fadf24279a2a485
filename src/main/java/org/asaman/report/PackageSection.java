package org.asaman.report;

import java.util.List;
import org.asaman.verify.Rebuild;
import org.asaman.verify.Verdict;
import org.jsoup.nodes.Element;

/// All there is to say about one package.
final class PackageSection {
  private static final int SHORT_HASH = 16;

  private PackageSection() {}

  /// Adds the section of one of the verdicts.
  static void add(Element parent, List<Verdict> verdicts, List<String> anchors, int index) {
    Verdict verdict = verdicts.get(index);
    String anchor = anchors.get(index);
    Html.newline(parent);
    Element section = Html.add(parent, "section", "package").attr("id", anchor);
    section.attr("aria-labelledby", anchor + "-title");
    navigation(section, verdicts, anchors, index);
    Element title = Html.add(section, "h2", "title").attr("id", anchor + "-title");
    title.attr("tabindex", "-1");
    Html.text(title, verdict.name() + " ");
    Html.add(title, "span", "version", verdict.version());
    Element summary = Html.add(section, "p", "summary");
    PackageTable.result(summary, verdict.result());
    Html.text(summary, " " + Words.sentence(verdict));
    wheel(section, verdict);
    if (!verdict.problem().isEmpty()) {
      Element lines = Html.add(block(section, "What is wrong"), "div", "lines");
      verdict.problem().forEach(line -> Html.add(lines, "div", "", line));
    }
    if (!verdict.causes().isEmpty()) {
      Findings.add(block(section, "Causes"), verdict.causes());
    }
    rebuilds(section, verdict);
    naked(section, verdict);
    if (!verdict.notes().isEmpty()) {
      Element notes = block(section, "Notes");
      verdict.notes().forEach(note -> Html.add(notes, "p", "", note));
    }
  }

  private static void navigation(
      Element section, List<Verdict> verdicts, List<String> anchors, int index) {
    Element navigation = Html.add(section, "nav", "").attr("aria-label", "Packages");
    Html.link(navigation, "back", "overview", "← All packages");
    if (index > 0) {
      neighbour(navigation, "Previous: ", verdicts.get(index - 1), anchors.get(index - 1));
    }
    if (index + 1 < anchors.size()) {
      neighbour(navigation, "Next: ", verdicts.get(index + 1), anchors.get(index + 1));
    }
  }

  private static void neighbour(Element parent, String way, Verdict verdict, String anchor) {
    Element link = Html.link(parent, "neighbour", anchor, "");
    Html.add(link, "span", "way", way);
    Html.text(link, verdict.name());
  }

  private static void wheel(Element section, Verdict verdict) {
    Element facts = Html.add(block(section, "Wheel"), "dl", "facts");
    if (!verdict.filename().isEmpty()) {
      Html.add(Findings.fact(facts, "File"), "code", "", verdict.filename());
    }
    if (!verdict.sha256().isEmpty()) {
      Html.add(Findings.fact(facts, "SHA-256"), "code", "", verdict.sha256());
    }
    Html.text(Findings.fact(facts, "Time"), Words.time(verdict.time()));
  }

  private static void rebuilds(Element section, Verdict verdict) {
    if (verdict.rebuilds().isEmpty()) {
      return;
    }
    Element table = Html.add(block(section, "Rebuilds"), "table", "rebuilds");
    Element head = Html.add(Html.add(table, "thead", ""), "tr", "");
    List.of("Varied", "SHA-256", "Result")
        .forEach(title -> Html.add(head, "th", "", title).attr("scope", "col"));
    Element body = Html.add(table, "tbody", "");
    for (Rebuild rebuild : verdict.rebuilds()) {
      String sha256 = rebuild.sha256();
      Element row = Html.add(body, "tr", "");
      Html.add(row, "td", "", rebuild.variation().replace("+", " + "));
      Element hash = Html.add(row, "td", "");
      Html.add(hash, "code", "", sha256.substring(0, Math.min(SHORT_HASH, sha256.length())));
      mark(Html.add(row, "td", ""), rebuild, verdict);
    }
  }

  private static void mark(Element cell, Rebuild rebuild, Verdict verdict) {
    if (rebuild.sha256().isEmpty()) {
      mark(cell, Verdict.Result.UNBUILDABLE, "no wheel");
    } else if (rebuild.sha256().equals(verdict.sha256())) {
      mark(cell, Verdict.Result.REPRODUCIBLE, "equal");
    } else {
      mark(cell, Verdict.Result.DIFFERENT, "different");
    }
  }

  private static void mark(Element cell, Verdict.Result like, String word) {
    Element mark = Html.add(cell, "span", "badge " + like);
    Html.sign(mark, Words.sign(like));
    Html.text(mark, word);
  }

  private static void naked(Element section, Verdict verdict) {
    if (!verdict.nakedTried()) {
      return;
    }
    Element block = block(section, "Without asaman's protection", "block bare");
    List<String> causes = Totals.causes(verdict.naked()).stream().map(Object::toString).toList();
    Html.add(
        block,
        "p",
        "lead",
        causes.isEmpty()
            ? "Built without protection, it is the same wheel."
            : "Built without protection, it would depend on " + Words.enumeration(causes) + ".");
    Findings.add(block, verdict.naked());
  }

  /// A part with its title in the margin; gives the element for the content.
  private static Element block(Element section, String title) {
    return block(section, title, "block");
  }

  private static Element block(Element section, String title, String classes) {
    Html.newline(section);
    Element block = Html.add(section, "div", classes);
    Html.add(block, "h3", "", title);
    return Html.add(block, "div", "content");
  }
}
