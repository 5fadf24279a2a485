package org.asaman.index;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// Makes the platform's HTTP client as the configuration asks; takes 0.1 s, so only when needed.
final class HttpClients {
  private HttpClients() {}

  static HttpClient create(
      IndexConfiguration configuration, HttpProxy proxy, Map<String, String> environment) {
    allowBasicToProxies();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(configuration.timeout())
        .sslContext(sslContext(configuration, environment))
        .proxy(new Selector(proxy))
        .build();
  }

  /// The platform drops basic credentials for a proxy's CONNECT unless this (its only switch) is
  /// set before its first client or request is made; what the user has set stays.
  private static void allowBasicToProxies() {
    if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
  }

  private static SSLContext sslContext(
      IndexConfiguration configuration, Map<String, String> environment) {
    KeyManager[] identity =
        configuration.clientCert().map(Certificates::identity).orElseGet(() -> new KeyManager[0]);
    TrustManager trust =
        new TrustedHosts(
            configuration.trustedHosts(),
            Certificates.authorities(configuration.certificates(environment)));
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private static final class Selector extends ProxySelector {
    private final HttpProxy proxy;

    Selector(HttpProxy proxy) {
      this.proxy = proxy;
    }

    @Override
    public List<Proxy> select(URI url) {
      return List.of(
          proxy
              .of(url)
              .map(at ->
                  new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.getHost(), Urls.port(at))))
              .orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI url, SocketAddress address, IOException cause) {
      // The request itself fails, and says so.
    }
  }
}
