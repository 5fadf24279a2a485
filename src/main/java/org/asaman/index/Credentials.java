package org.asaman.index;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who gets which credentials: an origin (scheme, host and port) gets those of its own address, of
/// an index of the same origin, or of the netrc file; no other origin ever sees them.
final class Credentials {
  private final List<Index> indexes;
  private final Lazy<Netrc> netrc;

  Credentials(List<Index> indexes, Map<String, String> environment) {
    this.indexes = indexes;
    this.netrc = new Lazy<>(() -> Netrc.of(environment));
  }

  /// The `Authorization` of a request that is a first one or was redirected from `first`. An
  /// address to which a server redirects chooses no credentials itself, and the netrc file's are
  /// only for hosts that the user named.
  Optional<String> authorization(URI url, URI first) {
    boolean chosenByUs = Urls.origin(url).equals(Urls.origin(first));
    Optional<String> own = chosenByUs ? userInfo(url).or(() -> userInfo(first)) : Optional.empty();
    return own.or(() -> ofIndex(url))
        .or(() -> chosenByUs ? netrc.get().login(url.getHost()) : Optional.empty())
        .map(HttpProxy::basic);
  }

  private Optional<String> ofIndex(URI url) {
    return indexes.stream()
        .map(Index::url)
        .filter(index -> Urls.isHttp(index) && Urls.origin(index).equals(Urls.origin(url)))
        .flatMap(index -> userInfo(index).stream())
        .findFirst();
  }

  private static Optional<String> userInfo(URI url) {
    return Optional.ofNullable(url.getRawUserInfo())
        .map(info -> Urls.decode(info.contains(":") ? info : info + ":"));
  }
}
