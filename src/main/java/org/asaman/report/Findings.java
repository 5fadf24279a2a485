package org.asaman.report;

import java.util.List;
import org.asaman.verify.Finding;
import org.jsoup.nodes.Element;

/// Causes with what they do to the wheel.
final class Findings {
  private static final int MEMBERS_SHOWN = 6;

  private Findings() {}

  /// Adds a part for each finding.
  static void add(Element parent, List<Finding> findings) {
    for (Finding finding : findings) {
      Html.newline(parent);
      Element part = Html.add(parent, "div", "finding");
      Html.add(part, "h4", "", finding.cause().toString());
      Html.add(part, "p", "", Words.sentence(finding.cause()));
      Element facts = Html.add(part, "dl", "facts");
      varied(facts, finding);
      if (!finding.detail().isEmpty()) {
        Html.add(fact(facts, "First place"), "code", "", finding.detail());
      }
      members(facts, finding.members());
      if (!finding.hint().isEmpty()) {
        Html.text(fact(facts, "What helps"), finding.hint());
      }
      Differences.add(part, finding.differences(), "h5");
    }
  }

  /// Only where it says more than the cause's name does.
  private static void varied(Element facts, Finding finding) {
    List<String> variations = finding.variations();
    if (!variations.isEmpty() && !variations.equals(List.of(finding.cause().toString()))) {
      Html.text(fact(facts, "Brought about by"), Words.enumeration(variations));
    }
  }

  private static void members(Element facts, List<String> members) {
    if (members.isEmpty()) {
      return;
    }
    Element value = fact(facts, members.size() == 1 ? "Member" : "Members");
    int shown = Math.min(members.size(), MEMBERS_SHOWN);
    list(value, members.subList(0, shown));
    if (shown < members.size()) {
      Element more = Html.add(value, "details", "");
      Html.add(more, "summary", "", (members.size() - shown) + " more");
      list(more, members.subList(shown, members.size()));
    }
  }

  private static void list(Element parent, List<String> members) {
    Element list = Html.add(parent, "ul", "members");
    members.forEach(member -> Html.add(Html.add(list, "li", ""), "code", "", member));
  }

  /// A fact's name; gives the element for its value.
  static Element fact(Element facts, String name) {
    Element fact = Html.add(facts, "div", "");
    Html.add(fact, "dt", "", name);
    return Html.add(fact, "dd", "");
  }
}
