package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;
import org.asaman.testing.ConnectProxy;
import org.asaman.testing.FakeIndex;
import org.asaman.testing.Tls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Certificates, over real TLS connections.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
  private static final ProjectName FOO = ProjectName.of("foo");
  private static final byte[] CONTENT = {1};

  private Path folder;
  private Tls tls;
  private FakeIndex server;
  private FakeIndex strict;

  @BeforeAll
  void open(@TempDir Path shared) throws Exception {
    folder = shared;
    tls = Tls.create(folder);
    server = new FakeIndex(tls.context(), false).add("foo", "foo-1.tar.gz", CONTENT);
    strict = new FakeIndex(tls.context(), true).add("foo", "foo-1.tar.gz", CONTENT);
  }

  @AfterAll
  void close() {
    server.close();
    strict.close();
  }

  private record Setting(
      Optional<Path> cert, Optional<Path> clientCert, Optional<URI> proxy, List<String> trusted) {
    static final Setting NONE =
        new Setting(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    Setting cert(Path file) {
      return new Setting(Optional.of(file), clientCert, proxy, trusted);
    }

    Setting clientCert(Path file) {
      return new Setting(cert, Optional.of(file), proxy, trusted);
    }

    Setting proxy(String url) {
      return new Setting(cert, clientCert, Optional.of(URI.create(url)), trusted);
    }

    Setting trusting(String... hosts) {
      return new Setting(cert, clientCert, proxy, List.of(hosts));
    }
  }

  private static boolean finds(FakeIndex at, Setting setting, Map<String, String> environment) {
    IndexConfiguration configuration =
        new IndexConfiguration(
            List.of(at.index()),
            setting.cert(),
            setting.clientCert(),
            setting.proxy(),
            setting.trusted(),
            Duration.ofSeconds(10),
            5,
            false,
            List.of(),
            List.of());
    Backoff atOnce = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
    return new PackageIndex(configuration, environment, atOnce).project(FOO).isPresent();
  }

  @Test
  void anUnknownCertificateIsRefusedAtOnce() {
    int before = server.requests().size();

    assertThatThrownBy(() -> finds(server, Setting.NONE, Map.of()))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("no secure connection")
        .hasMessageContaining("SSL_CERT_FILE")
        .hasMessageNotContaining("tried");
    assertThat(server.requests()).hasSize(before);
  }

  @Test
  void pipsCertificatesAreUsed() {
    assertThat(finds(server, Setting.NONE.cert(tls.certificate()), Map.of())).isTrue();
    assertThat(finds(server, Setting.NONE.cert(folder), Map.of())).as("a folder").isTrue();
  }

  @Test
  void theEnvironmentsCertificatesAreUsed() {
    String bundle = tls.certificate().toString();

    assertThat(finds(server, Setting.NONE, Map.of("SSL_CERT_FILE", bundle))).isTrue();
    assertThat(finds(server, Setting.NONE, Map.of("REQUESTS_CA_BUNDLE", bundle))).isTrue();
    assertThat(finds(server, Setting.NONE, Map.of("CURL_CA_BUNDLE", bundle))).isTrue();
  }

  @Test
  void certificatesThatCannotBeReadAreOneLine() throws Exception {
    Path noPem = Files.writeString(folder.resolve("no.txt"), "no certificate");

    assertBadFile(Setting.NONE.cert(noPem), Map.of(), noPem.toString());
    assertBadFile(Setting.NONE.cert(Path.of("/missing.pem")), Map.of(), "/missing.pem");
    assertBadFile(Setting.NONE, Map.of("SSL_CERT_FILE", "/missing.pem"), "SSL_CERT_FILE");
    assertBadFile(
        Setting.NONE.cert(tls.certificate()).clientCert(tls.certificate()),
        Map.of(),
        "no unencrypted private key");
  }

  private void assertBadFile(Setting setting, Map<String, String> environment, String part) {
    assertThatThrownBy(() -> finds(server, setting, environment))
        .isInstanceOfSatisfying(
            AsamanException.class, e -> assertThat(e.problem()).isInstanceOf(Problem.BadFile.class))
        .hasMessageContaining(part);
  }

  @Test
  void aTrustedHostIsNotChecked() {
    assertThat(finds(server, Setting.NONE.trusting("127.0.0.1"), Map.of())).isTrue();
    assertThat(finds(server, Setting.NONE.trusting(server.authority()), Map.of())).isTrue();
  }

  @Test
  void everyOtherHostIs() {
    Setting setting = Setting.NONE.trusting("127.0.0.2", strict.authority(), "localhost");

    assertThatThrownBy(() -> finds(server, setting, Map.of()))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("no secure connection");
  }

  @Test
  void theClientShowsItsCertificate() throws Exception {
    Setting setting = Setting.NONE.cert(tls.certificate());
    // The PKCS #1 key is what PKCS #8 wraps, after a header of fixed length.
    byte[] pkcs8 = tls.key().getEncoded();
    Path rsa =
        Files.writeString(
            folder.resolve("rsa.pem"),
            Files.readString(tls.certificate())
                + Tls.pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length)));

    assertThat(finds(strict, setting.clientCert(tls.identity()), Map.of())).isTrue();
    assertThat(finds(strict, setting.clientCert(rsa), Map.of())).isTrue();
    assertThatThrownBy(() -> finds(strict, setting, Map.of())).isInstanceOf(AsamanException.class);
  }

  @Test
  void secureConnectionsGoThroughAProxyWithCredentials() throws Exception {
    try (ConnectProxy proxy = new ConnectProxy("Basic bWU6c2VjcmV0")) {
      Setting setting = Setting.NONE.cert(tls.certificate());

      assertThat(finds(server, setting.proxy("http://me:secret@" + proxy.authority()), Map.of()))
          .isTrue();
      assertThat(proxy.requests()).containsExactly("CONNECT " + server.authority() + " HTTP/1.1");
      assertThat(server.requests().getLast().header("proxy-authorization")).isEmpty();

      assertThatThrownBy(
              () -> finds(server, setting.proxy("http://me:wrong@" + proxy.authority()), Map.of()))
          .isInstanceOf(AsamanException.class)
          .hasMessageContaining("proxy")
          .hasMessageNotContaining("wrong");
    }
  }

  @Test
  void noRedirectLeavesTls() {
    try (FakeIndex plain = new FakeIndex().add("foo", "foo-1.tar.gz", CONTENT)) {
      Setting setting = Setting.NONE.cert(tls.certificate());
      String location = plain.url("/simple/foo/").toString();

      server.redirecting("/simple/foo/", location);
      assertThatThrownBy(() -> finds(server, setting, Map.of()))
          .isInstanceOf(AsamanException.class)
          .hasMessageContaining("redirects from https to http");
      assertThat(plain.requests()).isEmpty();

      server.redirecting("/simple/foo/", location);
      assertThat(finds(server, setting.trusting(plain.authority()), Map.of())).isTrue();
    }
  }
}
