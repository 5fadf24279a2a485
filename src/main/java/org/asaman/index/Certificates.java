package org.asaman.index;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Certificates and keys as pip and OpenSSL keep them: PEM files.
final class Certificates {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private Certificates() {}

  /// Checks servers against the certificates of a file, of a folder's files, or of the Java
  /// platform.
  static X509ExtendedTrustManager authorities(Optional<Path> bundle) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(bundle.isPresent() ? store(certificates(bundle.get())) : null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager trust) {
          return trust;
        }
      }
      throw new IllegalStateException("the platform has no X.509 trust manager");
    } catch (GeneralSecurityException e) {
      throw bad(bundle.map(Path::toString).orElse("the Java platform's certificates"), e);
    }
  }

  /// The client's certificate chain and its unencrypted private key, from one file.
  static KeyManager[] identity(Path file) {
    try {
      List<Certificate> chain = certificates(file);
      PrivateKey key = privateKey(file);
      KeyStore store = emptyStore();
      char[] noPassword = {};
      store.setKeyEntry("client", key, noPassword, chain.toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, noPassword);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw bad(file.toString(), e);
    }
  }

  private static KeyStore store(List<Certificate> certificates) throws GeneralSecurityException {
    KeyStore store = emptyStore();
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("authority-" + i, certificates.get(i));
    }
    return store;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store is not read from anywhere", e);
    }
  }

  private static List<Certificate> certificates(Path fileOrFolder) {
    List<Certificate> certificates = new ArrayList<>();
    for (Path file : files(fileOrFolder)) {
      Matcher block = BLOCK.matcher(text(file));
      while (block.find()) {
        if (block.group(1).equals("CERTIFICATE")) {
          certificates.add(certificate(file, decode(file, block.group(2))));
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new AsamanException(
          new Problem.BadFile(
              fileOrFolder.toString(), "holds no certificate", "name a file in PEM form"));
    }
    return certificates;
  }

  private static List<Path> files(Path fileOrFolder) {
    if (!Files.isDirectory(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    try (Stream<Path> files = Files.list(fileOrFolder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw unreadable(fileOrFolder, e);
    }
  }

  private static Certificate certificate(Path file, byte[] der) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw bad(file.toString(), e);
    }
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      byte[] content = decode(file, block.group(2));
      switch (block.group(1)) {
        case "PRIVATE KEY" -> {
          return pkcs8(file, content);
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(file, Pkcs8.ofRsa(content));
        }
        default -> {
          // A certificate, parameters, or a form that the message below asks to convert.
        }
      }
    }
    throw new AsamanException(
        new Problem.BadFile(
            file.toString(),
            "holds no unencrypted private key",
            "convert it with 'openssl pkcs8 -topk8 -nodes' and put key and certificate into one file"));
  }

  private static PrivateKey pkcs8(Path file, byte[] der) throws GeneralSecurityException {
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException _) {
        // Not of this algorithm.
      }
    }
    throw new AsamanException(
        new Problem.BadFile(
            file.toString(), "holds a private key of an unknown kind", "use RSA, EC or EdDSA"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] decode(Path file, String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw bad(file.toString(), e);
    }
  }

  private static AsamanException unreadable(Path file, IOException cause) {
    return new AsamanException(
        new Problem.BadFile(
            file.toString(), "cannot be read", "cert and client-cert must name files in PEM form"),
        cause);
  }

  private static AsamanException bad(String file, Exception cause) {
    return new AsamanException(
        new Problem.BadFile(
            file,
            "is not usable as certificates: " + cause.getMessage(),
            "name a file in PEM form"),
        cause);
  }
}
