package org.asaman.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.index.Index;
import org.asaman.index.IndexConfiguration;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UvToolTest {
  @TempDir Path folder;

  private IndexConfiguration configuration(String... indexes) {
    return new IndexConfiguration(
        List.of(indexes).stream().map(URI::create).map(Index::new).toList(),
        Optional.of(folder.resolve("cert.pem")),
        Optional.of(folder.resolve("client.pem")),
        Optional.empty(),
        List.of(),
        Duration.ofMillis(100),
        5,
        false,
        List.of(),
        List.of());
  }

  private Map<String, String> variables(
      IndexConfiguration configuration, Map<String, String> caller) {
    return new UvEnvironment(configuration, caller).variables(folder, folder.resolve("cache"));
  }

  @Test
  void uvGetsTheIndexesInTheirOrderAndHowTheyAreReached() throws Exception {
    Files.writeString(folder.resolve(".netrc"), "");
    Map<String, String> caller =
        Map.of(
            "HOME",
            folder.toString(),
            "https_proxy",
            "http://p:1",
            "NO_PROXY",
            "x",
            "UV_INDEX",
            "no",
            "PYTHONPATH",
            "no");

    Map<String, String> variables =
        variables(
            configuration("http://a.invalid/1/", "http://u:p@b.invalid/2/", "http://c.invalid/"),
            caller);

    assertThat(variables)
        .containsEntry("UV_INDEX", "http://a.invalid/1/ http://u:p@b.invalid/2/")
        .containsEntry("UV_DEFAULT_INDEX", "http://c.invalid/")
        .containsEntry("SSL_CERT_FILE", folder.resolve("cert.pem").toString())
        .containsEntry("SSL_CLIENT_CERT", folder.resolve("client.pem").toString())
        .containsEntry("UV_HTTP_TIMEOUT", "1")
        .containsEntry("https_proxy", "http://p:1")
        .containsEntry("NO_PROXY", "x")
        .containsEntry("NETRC", folder.resolve(".netrc").toString())
        .doesNotContainKey("PYTHONPATH");
  }

  @Test
  void withoutAnIndexNoneIsNamed() {
    assertThat(variables(configuration(), Map.of()))
        .doesNotContainKeys("UV_INDEX", "UV_DEFAULT_INDEX", "NETRC");
    assertThat(UvTool.isWithoutIndex(configuration())).isTrue();
  }

  @Test
  void saysItsVersion() {
    try (Store store = Store.open(folder.resolve("store"))) {
      UvTool uv = UvTool.of(LockFixture.uvBinary(), store, this::configuration, Map.of());

      assertThat(uv.version()).matches("uv \\d+\\.\\d+\\.\\d+ .*");
    }
  }

  @Test
  void aMissingUvIsNamedWithWhatToDo() {
    try (Store store = Store.open(folder.resolve("store"))) {
      AsamanException e =
          catchThrowableOfType(
              AsamanException.class,
              () -> UvTool.of(Path.of("/no/such/uv"), store, this::configuration, Map.of()));

      assertThat(e.problem())
          .isInstanceOfSatisfying(
              Problem.BadTool.class,
              p -> {
                assertThat(p.tool()).isEqualTo("/no/such/uv");
                assertThat(p.hint()).contains(".tools");
              });
    }
  }
}
