package org.asaman.index;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Gets what an address holds: with credentials for their own origin only, redirects followed by
/// hand, and another try after a fault that may pass.
final class Transport {
  /// More never helps, whatever pip is configured to do.
  static final int MOST_RETRIES = 5;

  private static final int MOST_REDIRECTS = 10;

  /// What a server sent; only statuses that the reader has to tell apart come this far.
  record Answer(URI url, int status, HttpHeaders headers, InputStream body) {

    boolean missing() {
      return status == 404 || status == 410;
    }

    Optional<String> header(String name) {
      return headers.firstValue(name);
    }
  }

  /// One thing to get: may be tried several times, so it starts anew, or goes on, with each try.
  interface Exchange<T> {
    Map<String, String> requestHeaders();

    /// Takes what it needs of the answer.
    ///
    /// @throws IOException if another try may help
    T read(Answer answer) throws IOException;
  }

  private final IndexConfiguration configuration;
  private final Credentials credentials;
  private final HttpProxy proxy;
  private final Backoff backoff;
  private final Lazy<HttpClient> client;

  Transport(IndexConfiguration configuration, Map<String, String> environment, Backoff backoff) {
    this.configuration = configuration;
    this.credentials = new Credentials(configuration.indexes(), environment);
    this.proxy = new HttpProxy(configuration.proxy(), environment);
    this.backoff = backoff;
    this.client = new Lazy<>(() -> HttpClients.create(configuration, proxy, environment));
  }

  /// @throws AsamanException if it cannot be had
  <T> T get(URI url, Exchange<T> exchange) {
    if (!Urls.isFile(url) && !Urls.isWeb(url)) {
      throw failed(url, "is no http, https or file address", "");
    }
    for (int failed = 0; ; failed++) {
      try {
        return Urls.isFile(url) ? readFile(url, exchange) : send(url, exchange);
      } catch (IOException e) {
        if (failed >= retries(url) || !Faults.mayPass(e)) {
          throw new AsamanException(
              new Problem.IndexFailed(
                  Urls.shown(url), Faults.describe(e) + tries(failed + 1), Faults.hint(e)),
              e);
        }
        backoff.pause(failed, Faults.retryAfter(e));
      }
    }
  }

  /// Gets a page whose links will be believed: its address must be secure, or be trusted all the
  /// same, as pip has it too.
  Optional<List<DistributionFile>> page(URI url) {
    boolean secure = Urls.isFile(url) || Urls.isHttps(url) || Urls.isThisMachine(url);
    if (!secure && !TrustedHosts.contains(configuration.trustedHosts(), url)) {
      throw failed(
          url,
          "is not secure, and the host is not trusted",
          "use https, or --trusted-host " + url.getHost());
    }
    return get(url, new SimplePage());
  }

  private int retries(URI url) {
    return Urls.isFile(url) ? 0 : Math.min(configuration.retries(), MOST_RETRIES);
  }

  private static String tries(int count) {
    return count > 1 ? " (tried " + count + " times)" : "";
  }

  private static <T> T readFile(URI url, Exchange<T> exchange) throws IOException {
    HttpHeaders none = HttpHeaders.of(Map.of(), (_, _) -> true);
    Path named = Urls.path(url);
    Path file = Files.isDirectory(named) ? named.resolve("index.html") : named;
    try (InputStream body = Files.newInputStream(file)) {
      return exchange.read(new Answer(url, 200, none, body));
    } catch (NoSuchFileException _) {
      return exchange.read(new Answer(url, 404, none, InputStream.nullInputStream()));
    }
  }

  private <T> T send(URI first, Exchange<T> exchange) throws IOException {
    URI url = first;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<InputStream> response = send(url, first, exchange.requestHeaders());
      try (InputStream body = response.body()) {
        int status = response.statusCode();
        Optional<String> location = response.headers().firstValue("Location");
        if (status >= 301 && status <= 308 && status != 304 && location.isPresent()) {
          url = redirected(url, location.get());
          continue;
        }
        refuse(url, status, response.headers());
        return exchange.read(new Answer(url, status, response.headers(), body));
      }
    }
    throw failed(first, "redirects more than " + MOST_REDIRECTS + " times", "");
  }

  private HttpResponse<InputStream> send(URI url, URI first, Map<String, String> headers)
      throws IOException {
    HttpClient http = client.get(); // before any request is built, see HttpClients
    Duration timeout = configuration.timeout();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Urls.withoutFragment(Urls.withoutUserInfo(url)))
            .timeout(timeout)
            .header("User-Agent", "asaman");
    headers.forEach(request::header);
    credentials
        .authorization(url, first)
        .ifPresent(value -> request.header("Authorization", value));
    proxy
        .of(url)
        .flatMap(HttpProxy::authorization)
        .ifPresent(value -> request.header("Proxy-Authorization", value));
    try {
      return http.send(request.build(), _ -> new StreamedBody(timeout));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while asking " + Urls.shown(url));
    }
  }

  private URI redirected(URI from, String location) {
    URI to;
    try {
      to = from.resolve(Urls.parse(location));
    } catch (IllegalArgumentException e) {
      throw failed(from, "redirects to something that is not an address", "");
    }
    if (!Urls.isWeb(to)) {
      throw failed(from, "redirects to something that is no web address", "");
    }
    if (Urls.isHttps(from)
        && !Urls.isHttps(to)
        && !TrustedHosts.contains(configuration.trustedHosts(), to)) {
      throw failed(
          from,
          "redirects from https to http, to " + Urls.shown(to),
          "pass --trusted-host " + to.getHost() + " only if that host may be trusted");
    }
    return to;
  }

  /// Ends the exchange for every status that no reader can use.
  private static void refuse(URI url, int status, HttpHeaders headers) throws IOException {
    switch (status) {
      case 200, 206, 404, 410, 416 -> {
        // The reader's.
      }
      case 401, 403 ->
          throw failed(
              url,
              "refuses the request (status " + status + ")",
              "check the credentials: in the index's address, in the netrc file, or in pip's configuration");
      case 407 ->
          throw failed(url, "the proxy refuses the request (status 407)", "check its credentials");
      case 408, 425, 429 -> throw new Faults.BusyException(status, headers);
      default -> {
        if (status >= 500) {
          throw new Faults.BusyException(status, headers);
        }
        throw failed(url, "answers with status " + status, "");
      }
    }
  }

  static AsamanException failed(URI url, String what, String hint) {
    return new AsamanException(new Problem.IndexFailed(Urls.shown(url), what, hint));
  }
}
