package org.asaman.index;

import java.net.URI;
import java.util.Optional;

/// Links on a page.
final class Links {
  private Links() {}

  /// Where a link leads; empty for what leads nowhere that a page of this kind may point to: a page
  /// from the web does not name files of this machine.
  static Optional<URI> resolve(URI page, String href) {
    try {
      URI url = page.resolve(Urls.parse(href));
      boolean local = Urls.isFile(url) && Urls.isFile(page) && url.getRawPath() != null;
      return Urls.isWeb(url) || local ? Optional.of(url) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
