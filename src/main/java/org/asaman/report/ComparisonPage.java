package org.asaman.report;

import java.util.List;
import org.asaman.compare.Comparison;
import org.asaman.compare.Difference;
import org.asaman.compare.Grade;
import org.asaman.compare.InputDifference;
import org.asaman.store.Digest;
import org.jsoup.nodes.Element;

/// A comparison as one HTML page that needs nothing else, neither other files nor the network.
public final class ComparisonPage {
  private ComparisonPage() {}

  /// The page, the same bytes for the same comparison.
  ///
  /// @param program name and version, such as `asaman 1.0.0`
  /// @param inputs differing inputs of the two builds, shown first
  public static String of(String program, Comparison comparison, List<InputDifference> inputs) {
    String title = "Two files: " + comparison.grade();
    Page page = new Page(title, "Two files compared", program);
    Element main = Html.add(page.main(), "section", "overview").attr("id", "overview");
    headline(main, comparison.grade());
    files(main, comparison);
    if (!inputs.isEmpty()) {
      inputs(main, inputs);
    }
    differences(main, comparison.differences());
    Html.add(page.footer(), "p", "", "Made by " + program + ".");
    return page.html();
  }

  private static void headline(Element main, Grade grade) {
    Element headline = Html.add(main, "h2", "headline grade " + grade);
    Html.add(headline, "span", "figure", Words.capital(grade.toString()));
    Html.add(main, "p", "lead", Words.sentence(grade));
  }

  private static void files(Element main, Comparison comparison) {
    Element files = Html.add(main, "div", "files");
    file(files, "- left", comparison.left(), comparison.leftDigest());
    file(files, "+ right", comparison.right(), comparison.rightDigest());
  }

  private static void file(Element files, String side, String name, Digest digest) {
    Element file = Html.add(files, "div", side.startsWith("-") ? "left" : "right");
    Html.add(file, "h3", "", side);
    Html.add(file, "p", "file", name);
    Element facts = Html.add(file, "dl", "facts");
    Html.add(Findings.fact(facts, "SHA-256"), "code", "", digest.hash());
    Html.text(Findings.fact(facts, "Size"), Words.count(digest.size(), "byte"));
  }

  private static void inputs(Element main, List<InputDifference> inputs) {
    Element content = block(main, "Inputs", Words.count(inputs.size(), "input") + " not the same");
    Element table = Html.add(content, "table", "inputs");
    Element head = Html.add(Html.add(table, "thead", ""), "tr", "");
    List.of("Input", "- left", "+ right")
        .forEach(title -> Html.add(head, "th", "", title).attr("scope", "col"));
    Element body = Html.add(table, "tbody", "");
    for (InputDifference input : inputs) {
      Html.newline(body);
      Element row = Html.add(body, "tr", "");
      Element name = Html.add(row, "th", "").attr("scope", "row");
      Html.add(name, "span", "kind", input.input().toString());
      Html.text(name, " " + input.what());
      side(row, "minus", input.left());
      side(row, "plus", input.right());
    }
  }

  private static void side(Element row, String classes, String text) {
    Element cell = Html.add(row, "td", classes);
    if (text.isEmpty()) {
      Html.add(cell, "span", "none", "nothing");
    } else {
      Html.add(cell, "code", "", text);
    }
  }

  private static void differences(Element main, List<Difference> differences) {
    if (differences.isEmpty()) {
      return;
    }
    long members = differences.stream().map(Difference::member).distinct().count();
    Element content =
        block(
            main,
            "Differences",
            Words.count(differences.size(), "place") + " in " + Words.count(members, "member"));
    Differences.add(content, differences, "h3");
  }

  private static Element block(Element main, String title, String text) {
    Html.newline(main);
    Element block = Html.add(main, "div", "block");
    Element aside = Html.add(block, "div", "");
    Html.add(aside, "h2", "", title);
    Html.add(aside, "p", "", text);
    return Html.add(block, "div", "content");
  }
}
