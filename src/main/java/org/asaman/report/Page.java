package org.asaman.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.asaman.problem.Printable;
import org.asaman.store.Digest;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/// The frame of every page: one file with its style and script, which may load nothing else.
final class Page {
  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  private final Document document = Document.createShell("");
  private final Element main;
  private final Element footer;

  /// An empty page.
  ///
  /// @param title of the window
  /// @param name what stands at the head of the page
  /// @param program name and version, such as `asaman 1.0.0`
  Page(String title, String name, String program) {
    document.prependChild(new DocumentType("html", "", ""));
    document.expectFirst("html").attr("lang", "en");
    head(title);
    Element body = document.body();
    Html.newline(body);
    Element masthead = Html.add(body, "header", "masthead");
    Html.link(Html.add(masthead, "h1", ""), "", "overview", name);
    Html.add(masthead, "p", "", program);
    Html.newline(body);
    main = Html.add(body, "main", "");
    Html.newline(body);
    footer = Html.add(body, "footer", "");
    Html.newline(body);
  }

  private void head(String title) {
    Element head = document.head();
    head.appendElement("meta").attr("charset", "utf-8");
    head.appendElement("meta")
        .attr("http-equiv", "Content-Security-Policy")
        .attr(
            "content",
            "default-src 'none'; style-src "
                + hash(STYLE)
                + "; script-src "
                + hash(SCRIPT)
                + "; base-uri 'none'; form-action 'none'");
    head.appendElement("meta")
        .attr("name", "viewport")
        .attr("content", "width=device-width, initial-scale=1");
    head.appendElement("meta").attr("name", "color-scheme").attr("content", "light dark");
    Html.add(head, "title", "", Printable.of(title));
    head.appendElement("style").appendChild(new DataNode(STYLE));
    head.appendElement("script").appendChild(new DataNode(SCRIPT));
  }

  /// Where the content goes.
  Element main() {
    return main;
  }

  /// Where closing words go.
  Element footer() {
    return footer;
  }

  /// The whole page as text.
  String html() {
    document.outputSettings().prettyPrint(false).charset(StandardCharsets.UTF_8);
    return document.outerHtml() + "\n";
  }

  /// As a content security policy names an inlined text.
  private static String hash(String text) {
    byte[] sha256 = Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
