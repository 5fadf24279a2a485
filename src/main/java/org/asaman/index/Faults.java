package org.asaman.index;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// What goes wrong between here and a server: which faults may pass, and their words.
final class Faults {
  private Faults() {}

  /// A server that is overloaded or broken for now.
  static final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Optional<Duration> retryAfter;

    BusyException(int status, HttpHeaders headers) {
      super("answers with status " + status);
      this.retryAfter =
          headers
              .firstValue("Retry-After")
              .filter(text -> text.matches("\\d{1,5}"))
              .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }
  }

  static Optional<Duration> retryAfter(IOException fault) {
    return fault instanceof BusyException busy ? busy.retryAfter : Optional.empty();
  }

  /// A certificate stays what it is, and so does a file of this machine.
  static boolean mayPass(IOException fault) {
    return !isAbout(fault, CertificateException.class)
        && !isAbout(fault, CertPathBuilderException.class)
        && !(fault instanceof FileSystemException);
  }

  static String describe(IOException fault) {
    return switch (fault) {
      case BusyException e -> String.valueOf(e.getMessage());
      case IOException e when isAbout(e, UnresolvedAddressException.class) ->
          "the host's name is not known";
      case HttpConnectTimeoutException _ -> "cannot be reached in time";
      case ConnectException _ -> "cannot be reached";
      case HttpTimeoutException e when e.getMessage() != null -> e.getMessage();
      case SSLException e -> "no secure connection: " + e.getMessage();
      case IOException e -> "the transfer breaks off (" + e.getMessage() + ")";
    };
  }

  static String hint(IOException fault) {
    return fault instanceof SSLException && !mayPass(fault)
        ? "name the authority's certificate with pip's 'cert' or SSL_CERT_FILE"
        : "check the network and pip's configuration (index-url, proxy)";
  }

  private static boolean isAbout(Throwable fault, Class<? extends Throwable> type) {
    return Stream.<Throwable>iterate(fault, t -> t != null, Throwable::getCause)
        .limit(20)
        .anyMatch(type::isInstance);
  }
}
