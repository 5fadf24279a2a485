package org.asaman.index;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Which HTTP proxy a request goes through: the configured one, else what the environment says for
/// the scheme and host.
final class HttpProxy {
  private static final Pattern NETWORK = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+)/(\\d{1,2})");
  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  private final Optional<URI> configured;
  private final Map<String, String> environment;

  HttpProxy(Optional<URI> configured, Map<String, String> environment) {
    this.configured = configured;
    this.environment = environment;
  }

  /// A proxy's address, in which the scheme may be missing.
  static URI address(String text) {
    try {
      URI url = Urls.parse(text.contains("://") ? text.strip() : "http://" + text.strip());
      if (!Urls.isWeb(url) || Urls.isHttps(url)) {
        throw new IllegalArgumentException(
            "'" + Urls.shown(url) + "' is no proxy of the form http://[user:password@]host:port");
      }
      return url;
    } catch (IllegalArgumentException e) {
      throw new AsamanException(
          new Problem.Usage(
              "proxy: " + e.getMessage(), "mend pip's proxy setting or HTTPS_PROXY / HTTP_PROXY"),
          e);
    }
  }

  Optional<URI> of(URI url) {
    if (configured.isPresent()) {
      return configured;
    }
    if (excepted(url)) {
      return Optional.empty();
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    return variable(scheme + "_proxy").or(() -> variable("all_proxy")).map(HttpProxy::address);
  }

  static Optional<String> authorization(URI proxy) {
    return Optional.ofNullable(proxy.getRawUserInfo())
        .map(info -> basic(Urls.decode(info.contains(":") ? info : info + ":")));
  }

  static String basic(String userAndPassword) {
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /// The lower-case name wins, as everywhere.
  private Optional<String> variable(String name) {
    return List.of(name, name.toUpperCase(Locale.ROOT)).stream()
        .map(key -> environment.getOrDefault(key, ""))
        .filter(value -> !value.isBlank())
        .findFirst();
  }

  private boolean excepted(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    String hostAndPort = host + ":" + Urls.port(url);
    return variable("no_proxy").stream()
        .flatMap(Pattern.compile("[,\\s]+")::splitAsStream)
        .map(entry -> entry.toLowerCase(Locale.ROOT))
        .anyMatch(entry ->
            entry.equals("*")
                || inDomain(host, entry)
                || inDomain(hostAndPort, entry)
                || inNetwork(host, entry));
  }

  private static boolean inDomain(String host, String entry) {
    String domain = entry.startsWith(".") ? entry.substring(1) : entry;
    return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
  }

  private static boolean inNetwork(String host, String entry) {
    Matcher network = NETWORK.matcher(entry);
    if (!network.matches() || !ADDRESS.matcher(host).matches()) {
      return false;
    }
    int bits = Math.min(32, Integer.parseInt(network.group(2)));
    long mask = bits == 0 ? 0 : -1L << (32 - bits);
    return (number(host) & mask) == (number(network.group(1)) & mask);
  }

  private static long number(String address) {
    long number = 0;
    for (String part : Pattern.compile("\\.").split(address)) {
      number = number << 8 | Integer.parseInt(part);
    }
    return number;
  }
}
