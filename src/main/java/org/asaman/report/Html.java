package org.asaman.report;

import org.asaman.problem.Printable;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/// Elements of a page; every text goes through here, is printable, and is never markup.
final class Html {
  private Html() {}

  /// A new last child; `classes` may be empty.
  static Element add(Element parent, String tag, String classes) {
    Element child = parent.appendElement(tag);
    if (!classes.isEmpty()) {
      child.attr("class", classes);
    }
    return child;
  }

  /// A new last child that holds a text.
  static Element add(Element parent, String tag, String classes, String text) {
    Element child = add(parent, tag, classes);
    text(child, text);
    return child;
  }

  /// More text at the end of an element.
  static void text(Element parent, String text) {
    parent.appendChild(new TextNode(Printable.of(text)));
  }

  /// A line end in the file, where it means nothing on the page.
  static void newline(Element parent) {
    parent.appendChild(new TextNode("\n"));
  }

  /// A link within the page.
  static Element link(Element parent, String classes, String id, String text) {
    return add(parent, "a", classes, text).attr("href", "#" + id);
  }

  /// A sign that repeats what stands beside it in words.
  static void sign(Element parent, String sign) {
    add(parent, "span", "sign", sign).attr("aria-hidden", "true");
    text(parent, " ");
  }
}
