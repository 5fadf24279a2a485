package org.asaman.index;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The HTML form of a project page (PEP 503, 592, 629), and any page of links to archives.
final class SimpleHtml {
  private SimpleHtml() {}

  /// `charset` null: as the page itself says.
  static List<DistributionFile> read(URI page, InputStream body, @Nullable String charset)
      throws IOException {
    Document document = Jsoup.parse(body, charset, "");
    Element version = document.selectFirst("meta[name=pypi:repository-version]");
    if (version != null) {
      SimplePage.checkVersion(version.attr("content"));
    }
    Element base = document.selectFirst("base[href]");
    URI start = base == null ? page : Links.resolve(page, base.attr("href")).orElse(page);
    return document.select("a[href]").stream().flatMap(link -> file(start, link)).toList();
  }

  private static Stream<DistributionFile> file(URI base, Element link) {
    return Links.resolve(base, link.attr("href"))
        .map(DistributionFile::of)
        .filter(file -> DistributionFile.isFileName(file.filename()))
        .map(file ->
            new DistributionFile(
                file.filename(),
                file.url(),
                file.hashes(),
                file.uploadTime(),
                file.size(),
                attribute(link, "data-requires-python").filter(text -> !text.isBlank()),
                attribute(link, "data-yanked")))
        .stream();
  }

  private static Optional<String> attribute(Element link, String name) {
    return link.hasAttr(name) ? Optional.of(link.attr(name)) : Optional.empty();
  }
}
