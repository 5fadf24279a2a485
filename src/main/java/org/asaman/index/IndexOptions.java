package org.asaman.index;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// What the command line and the requirements files say about indexes; all of it wins over pip's
/// configuration.
public record IndexOptions(
    Optional<Index> index,
    List<Index> extraIndexes,
    List<String> trustedHosts,
    boolean noIndex,
    List<URI> findLinks) {

  public static final IndexOptions NONE =
      new IndexOptions(Optional.empty(), List.of(), List.of(), false, List.of());

  public IndexOptions {
    extraIndexes = List.copyOf(extraIndexes);
    trustedHosts = List.copyOf(trustedHosts);
    findLinks = List.copyOf(findLinks);
  }

  /// A location as `--find-links` and `--index-url` take it: an address, or a path on this machine.
  public static URI location(String text) {
    return Urls.location(text);
  }
}
