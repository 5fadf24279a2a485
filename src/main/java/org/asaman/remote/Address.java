package org.asaman.remote;

import java.net.URI;
import java.net.URISyntaxException;

/// Where a server of the Remote Execution API is: `grpc[s]://HOST:PORT[/INSTANCE]`.
///
/// @param tls whether the connection is encrypted and the server's certificate checked
/// @param instance which of the server's instances; empty for the only one
public record Address(boolean tls, String host, int port, String instance) {
  private static final String FORM = "write grpc://HOST:PORT or grpcs://HOST:PORT[/INSTANCE]";

  /// Reads an address.
  ///
  /// @throws IllegalArgumentException with what is wrong with it, in a few words
  public static Address parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException("is no address: " + FORM);
    }
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equals("grpc") && !scheme.equals("grpcs")) {
      throw new IllegalArgumentException("is no address of such a server: " + FORM);
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("holds credentials: give them as a header");
    }
    if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("has no host and port: " + FORM);
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("has more than an instance: " + FORM);
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    String instance = path.startsWith("/") ? path.substring(1) : path;
    return new Address(
        scheme.equals("grpcs"),
        uri.getHost(),
        uri.getPort(),
        instance.endsWith("/") ? instance.substring(0, instance.length() - 1) : instance);
  }

  @Override
  public String toString() {
    return (tls ? "grpcs://" : "grpc://")
        + host
        + ":"
        + port
        + (instance.isEmpty() ? "" : "/" + instance);
  }
}
