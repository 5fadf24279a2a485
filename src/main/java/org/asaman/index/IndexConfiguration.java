package org.asaman.index;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Where packages come from and how they are reached: pip's configuration and what the user said
/// over it.
///
/// `indexes` are in the order in which they are asked; `notTaken` holds lines that say what of
/// pip's configuration is not used.
public record IndexConfiguration(
    List<Index> indexes,
    Optional<Path> cert,
    Optional<Path> clientCert,
    Optional<URI> proxy,
    List<String> trustedHosts,
    Duration timeout,
    int retries,
    boolean noIndex,
    List<URI> findLinks,
    List<String> notTaken) {

  /// pip's own defaults.
  static final Duration TIMEOUT = Duration.ofSeconds(15);

  static final int RETRIES = 5;

  private static final List<String> BUNDLE_VARIABLES =
      List.of("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE");

  /// Debian, Fedora, SUSE, newer Fedora, Alpine.
  private static final List<String> SYSTEM_BUNDLES =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
          "/etc/ssl/cert.pem");

  public IndexConfiguration {
    indexes = List.copyOf(indexes);
    trustedHosts = List.copyOf(trustedHosts);
    findLinks = List.copyOf(findLinks);
    notTaken = List.copyOf(notTaken);
  }

  /// Only the given indexes, with pip's defaults for everything else.
  public static IndexConfiguration of(Index... indexes) {
    return new IndexConfiguration(
        List.of(indexes),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        TIMEOUT,
        RETRIES,
        false,
        List.of(),
        List.of());
  }

  /// This configuration with what the user said over it: an index replaces pip's own and its extra
  /// ones, everything else is added.
  public IndexConfiguration with(IndexOptions options) {
    List<Index> asked = new ArrayList<>();
    if (!options.noIndex()) {
      options.index().ifPresentOrElse(asked::add, () -> asked.addAll(indexes));
      asked.addAll(options.extraIndexes());
    }
    return new IndexConfiguration(
        asked.stream().distinct().toList(),
        cert,
        clientCert,
        proxy,
        Stream.concat(trustedHosts.stream(), options.trustedHosts().stream()).distinct().toList(),
        timeout,
        retries,
        noIndex || options.noIndex(),
        Stream.concat(findLinks.stream(), options.findLinks().stream()).distinct().toList(),
        notTaken);
  }

  /// The file (or folder) of certificates that servers are checked against: pip's, else the first
  /// that the environment names, else the system's. Empty: those of the Java platform.
  public Optional<Path> certificates(Map<String, String> environment) {
    if (cert.isPresent()) {
      return cert;
    }
    for (String variable : BUNDLE_VARIABLES) {
      String named = environment.getOrDefault(variable, "");
      if (!named.isEmpty()) {
        Path path = Path.of(named);
        if (!Files.isReadable(path)) {
          throw new AsamanException(
              new Problem.BadFile(
                  named, "cannot be read", variable + " must name a file of certificates"));
        }
        return Optional.of(path);
      }
    }
    return SYSTEM_BUNDLES.stream().map(Path::of).filter(Files::isReadable).findFirst();
  }

  /// Without the proxy's credentials.
  @Override
  public String toString() {
    return "IndexConfiguration[indexes=%s, proxy=%s, findLinks=%s]"
        .formatted(indexes, proxy.map(Urls::shown), findLinks.stream().map(Urls::shown).toList());
  }
}
