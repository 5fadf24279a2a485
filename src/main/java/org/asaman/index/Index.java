package org.asaman.index;

import java.net.URI;

/// A package index: the address of its simple repository, which may hold credentials.
public record Index(URI url) {

  public Index {
    if (url.isOpaque()) {
      throw new IllegalArgumentException("an index needs a path: " + url.getScheme());
    }
    if (!url.getRawPath().endsWith("/")) {
      url = Urls.withPath(url, url.getRawPath() + "/");
    }
  }

  /// From an address, or from a path on this machine.
  public static Index of(String location) {
    return new Index(Urls.location(location));
  }

  /// The address without credentials, fit for a message.
  @Override
  public String toString() {
    return Urls.shown(url);
  }
}
