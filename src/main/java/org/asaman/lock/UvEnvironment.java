package org.asaman.lock;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.asaman.index.Index;
import org.asaman.index.IndexConfiguration;

/// All of the environment that uv gets: the indexes and how they are reached.
record UvEnvironment(IndexConfiguration configuration, Map<String, String> caller) {

  private static final List<String> PROXIES =
      List.of("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY");

  /// uv waits so long between them that these take as long as pip's own five.
  private static final int MOST_RETRIES = 3;

  /// What uv needs to install files: of its own configuration nothing.
  static SortedMap<String, String> offline(Path home) {
    return new TreeMap<>(
        Map.of(
            "PATH", "/usr/bin:/bin",
            "HOME", home.toString(),
            "TMPDIR", home.toString(),
            "LC_ALL", "C.UTF-8",
            "TZ", "UTC",
            "UV_NO_CONFIG", "1",
            "UV_NO_INSTALLER_METADATA", "1",
            "UV_PYTHON_DOWNLOADS", "never",
            "UV_KEYRING_PROVIDER", "disabled"));
  }

  SortedMap<String, String> variables(Path home, Path cache) {
    SortedMap<String, String> variables = offline(home);
    variables.put("PATH", caller.getOrDefault("PATH", "/usr/bin:/bin"));
    variables.put("UV_CACHE_DIR", cache.toString());
    variables.put(
        "UV_HTTP_TIMEOUT", Long.toString(Math.max(1, configuration.timeout().toSeconds())));
    variables.put(
        "UV_HTTP_RETRIES", Integer.toString(Math.min(MOST_RETRIES, configuration.retries())));
    indexes(variables);
    certificates(variables);
    proxies(variables);
    netrc().ifPresent(file -> variables.put("NETRC", file.toString()));
    return variables;
  }

  /// uv asks its "default index" last of all, so that is the last of ours.
  private void indexes(SortedMap<String, String> variables) {
    if (UvTool.isWithoutIndex(configuration)) {
      return;
    }
    List<Index> indexes = configuration.indexes();
    variables.put("UV_DEFAULT_INDEX", indexes.getLast().url().toString());
    if (indexes.size() > 1) {
      variables.put(
          "UV_INDEX",
          indexes.subList(0, indexes.size() - 1).stream()
              .map(index -> index.url().toString())
              .collect(Collectors.joining(" ")));
    }
  }

  private void certificates(SortedMap<String, String> variables) {
    configuration
        .certificates(caller)
        .ifPresent(path ->
            variables.put(
                Files.isDirectory(path) ? "SSL_CERT_DIR" : "SSL_CERT_FILE", path.toString()));
    configuration.clientCert().ifPresent(path -> variables.put("SSL_CLIENT_CERT", path.toString()));
  }

  private void proxies(SortedMap<String, String> variables) {
    Optional<URI> configured = configuration.proxy();
    for (String name : PROXIES) {
      String value = configured.map(URI::toString).orElse(caller.getOrDefault(name, ""));
      if (!value.isBlank()) {
        variables.put(name, value);
      }
    }
    if (configured.isEmpty()) {
      List.of("no_proxy", "NO_PROXY").stream()
          .filter(caller::containsKey)
          .forEach(name -> variables.put(name, caller.getOrDefault(name, "")));
    }
  }

  private Optional<Path> netrc() {
    String named = caller.getOrDefault("NETRC", "");
    String home = caller.getOrDefault("HOME", "");
    if (named.isEmpty() && home.isEmpty()) {
      return Optional.empty();
    }
    Path file = named.isEmpty() ? Path.of(home, ".netrc") : Path.of(named);
    return Optional.of(file.toAbsolutePath()).filter(Files::isReadable);
  }
}
