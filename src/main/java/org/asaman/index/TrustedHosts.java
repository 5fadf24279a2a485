package org.asaman.index;

import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Checks every server's certificate and name, but for the hosts (`host` or `host:port`) that the
/// user trusts without.
final class TrustedHosts extends X509ExtendedTrustManager {
  private final List<String> trusted;
  private final X509ExtendedTrustManager checker;

  TrustedHosts(List<String> trusted, X509ExtendedTrustManager checker) {
    this.trusted = normalised(trusted);
    this.checker = checker;
  }

  static boolean contains(List<String> trusted, URI url) {
    return contains(normalised(trusted), url.getHost(), Urls.port(url));
  }

  private static List<String> normalised(List<String> trusted) {
    return trusted.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  private static boolean contains(List<String> trusted, String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    return trusted.contains(name) || trusted.contains(name + ":" + port);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    String host = engine.getPeerHost();
    if (host == null || !contains(trusted, host, engine.getPeerPort())) {
      checker.checkServerTrusted(chain, authType, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checker.checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    checker.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checker.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checker.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    checker.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return checker.getAcceptedIssuers();
  }
}
