package org.asaman.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.asaman.testing.FakeServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Encrypted connections, with certificates that are made for the test.
final class TlsTest {
  private static Path folder;

  @TempDir Path world;

  @BeforeAll
  static void certificates(@TempDir Path made) throws Exception {
    folder = made;
    authority("ca");
    authority("other");
    certificate("server", "DNS:localhost,IP:127.0.0.1");
    certificate("elsewhere", "DNS:build.example");
    certificate("client", "DNS:client");
  }

  private static void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
  }

  /// One of the authority `ca`.
  private static void certificate(String name, String names) throws Exception {
    Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=" + names + "\n");
    openssl(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr");
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        name + ".ext",
        "-out",
        name + ".pem");
  }

  private static void openssl(String... arguments) throws Exception {
    List<String> line = new java.util.ArrayList<>(List.of("openssl"));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static ServerCredentials server(String name, boolean mutual) throws Exception {
    TlsServerCredentials.Builder builder =
        TlsServerCredentials.newBuilder()
            .keyManager(
                folder.resolve(name + ".pem").toFile(), folder.resolve(name + ".key").toFile());
    if (mutual) {
      builder
          .trustManager(folder.resolve("ca.pem").toFile())
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
    }
    return builder.build();
  }

  private static Access access(
      FakeServer server, String scheme, Optional<String> authority, Optional<String> client) {
    return new Access(
        Address.parse(scheme + "://127.0.0.1:" + server.port()),
        new TreeMap<>(),
        authority.map(name -> folder.resolve(name + ".pem")),
        client.map(name -> folder.resolve(name + ".pem")),
        client.map(name -> folder.resolve(name + ".key")),
        new TreeMap<>());
  }

  private String refusal(
      ServerCredentials credentials,
      String scheme,
      Optional<String> authority,
      Optional<String> client) {
    try (World tried = new World(world, new FakeServer(credentials))) {
      String line =
          tried.refusal(
              () -> tried.connect(access(tried.fake, scheme, authority, client), true).close());
      assertThat(tried.fake.count("GetCapabilities")).isZero();
      return line;
    }
  }

  @Test
  void aServerOfATrustedAuthorityIsUsed() throws Exception {
    try (World tried = new World(world, new FakeServer(server("server", false)));
        RemoteCluster cluster =
            tried.connect(access(tried.fake, "grpcs", Optional.of("ca"), Optional.empty()), true)) {
      assertThat(cluster.name()).startsWith("grpcs://");
      assertThat(tried.fake.count("GetCapabilities")).isEqualTo(1);
    }
  }

  @Test
  void aServerThatAsksForACertificateGetsIt() throws Exception {
    try (World tried = new World(world, new FakeServer(server("server", true)));
        RemoteCluster cluster =
            tried.connect(
                access(tried.fake, "grpcs", Optional.of("ca"), Optional.of("client")), true)) {
      assertThat(cluster.executes()).isTrue();
      assertThat(tried.fake.count("GetCapabilities")).isEqualTo(1);
    }
  }

  @Test
  void anUnknownAuthorityIsSaidInOneLine() throws Exception {
    assertThat(refusal(server("server", false), "grpcs", Optional.of("other"), Optional.empty()))
        .contains(": no trusted connection (")
        .contains("; name the authority of its certificate with --remote-ca");
    assertThat(refusal(server("server", false), "grpcs", Optional.empty(), Optional.empty()))
        .contains(": no trusted connection (");
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    assertThat(refusal(server("elsewhere", false), "grpcs", Optional.of("ca"), Optional.empty()))
        .contains(": no trusted connection (");
  }

  @Test
  void withoutTheCertificateThatIsAskedForThereIsNoConnection() throws Exception {
    assertThat(refusal(server("server", true), "grpcs", Optional.of("ca"), Optional.empty()))
        .containsAnyOf(": no trusted connection", ": does not answer");
  }

  @Test
  void encryptedAndNotEncryptedDoNotMeet() throws Exception {
    assertThat(refusal(server("server", false), "grpc", Optional.empty(), Optional.empty()))
        .contains(": does not answer (")
        .endsWith("; is it running, and is grpc or grpcs right?");
    assertThat(
            refusal(
                InsecureServerCredentials.create(), "grpcs", Optional.of("ca"), Optional.empty()))
        .containsAnyOf(": no trusted connection (", ": does not answer (");
  }

  @Test
  void certificatesThatAreNoneAreSaidInOneLine() throws Exception {
    Path none = Files.writeString(folder.resolve("none.pem"), "no certificate");
    assertThat(none).exists();
    assertThat(refusal(server("server", false), "grpcs", Optional.of("none"), Optional.empty()))
        .contains(": its certificates cannot be used (")
        .endsWith("; name PEM files with --remote-ca, --remote-cert and --remote-key");
  }
}
