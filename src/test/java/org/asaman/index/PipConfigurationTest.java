package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the real python3 and its real pip; only the user's own settings are left out.
class PipConfigurationTest {
  private static final Path PYTHON = Path.of("python3");

  @TempDir Path folder;

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("PIP_CONFIG_FILE", "/dev/null"); // pip then reads no file at all
    environment.putAll(more);
    return environment;
  }

  private IndexConfiguration ask(Map<String, String> more) {
    return PipConfiguration.ask(PYTHON, environment(more));
  }

  private IndexConfiguration askWithFile(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("pip.conf"), content);
    return ask(Map.of("PIP_CONFIG_FILE", file.toString()));
  }

  @Test
  void knowsPipsOwnDefaults() {
    IndexConfiguration configuration = ask(Map.of());

    assertThat(configuration.indexes()).hasSize(1);
    assertThat(configuration.indexes().getFirst().url()).hasScheme("https").hasPath("/simple/");
    assertThat(configuration.timeout()).isEqualTo(IndexConfiguration.TIMEOUT);
    assertThat(configuration.retries()).isEqualTo(IndexConfiguration.RETRIES);
    assertThat(configuration.cert()).isEmpty();
    assertThat(configuration.notTaken()).isEmpty();
  }

  @Test
  void takesTheEnvironment() {
    IndexConfiguration configuration =
        ask(
            Map.of(
                "PIP_INDEX_URL", "http://me:p%40ss@one.example/simple",
                "PIP_EXTRA_INDEX_URL", "http://two.example/s/ http://three.example/",
                "PIP_CERT", "~/authority.pem",
                "PIP_CLIENT_CERT", "/client.pem",
                "PIP_PROXY", "u:p@proxy.example:3128",
                "PIP_TRUSTED_HOST", "one.example two.example:81",
                "PIP_DEFAULT_TIMEOUT", "3.5",
                "PIP_RETRIES", "2"));

    assertThat(configuration.indexes())
        .containsExactly(
            Index.of("http://me:p%40ss@one.example/simple/"),
            Index.of("http://two.example/s/"),
            Index.of("http://three.example/"));
    assertThat(configuration.cert()).contains(folder.resolve("authority.pem"));
    assertThat(configuration.clientCert()).contains(Path.of("/client.pem"));
    assertThat(configuration.proxy()).contains(URI.create("http://u:p@proxy.example:3128"));
    assertThat(configuration.trustedHosts()).containsExactly("one.example", "two.example:81");
    assertThat(configuration.timeout()).isEqualTo(Duration.ofMillis(3500));
    assertThat(configuration.retries()).isEqualTo(2);
    assertThat(configuration.toString()).doesNotContain("p%40ss").doesNotContain("u:p");
  }

  @Test
  void takesFilesSectionBySection() throws IOException {
    IndexConfiguration configuration =
        askWithFile(
            """
            [global]
            index-url = http://global.example/simple
            timeout = 60
            extra-index-url =
                http://a.example/
                http://b.example/
            [install]
            index-url = http://install.example/simple
            timeout = 61
            trusted-host = install.example
            [download]
            timeout = 62
            """);

    assertThat(configuration.indexes())
        .map(Index::toString)
        .containsExactly("http://global.example/simple/", "http://a.example/", "http://b.example/");
    assertThat(configuration.timeout()).isEqualTo(Duration.ofSeconds(62));
    assertThat(configuration.trustedHosts()).containsExactly("install.example");
  }

  @Test
  void theEnvironmentWinsOverFiles() throws IOException {
    Path file =
        Files.writeString(folder.resolve("c"), "[global]\nindex-url = http://file.example/\n");
    IndexConfiguration configuration =
        ask(
            Map.of(
                "PIP_CONFIG_FILE",
                file.toString(),
                "PIP_INDEX_URL",
                "http://environment.example/"));

    assertThat(configuration.indexes()).containsExactly(Index.of("http://environment.example/"));
  }

  @Test
  void saysWhatIsNotTaken() {
    IndexConfiguration configuration =
        ask(Map.of("PIP_FIND_LINKS", "/wheels", "PIP_NO_INDEX", "1"));

    assertThat(configuration.findLinks()).isEmpty();
    assertThat(configuration.noIndex()).isFalse();
    assertThat(configuration.indexes()).hasSize(1);
    assertThat(configuration.notTaken())
        .containsExactly(
            "pip's configured find-links is not used; pass --find-links to use it",
            "pip's configured no-index is not used; pass --no-index to use it");
  }

  @Test
  void whatTheUserSaysWins() {
    IndexOptions options =
        new IndexOptions(
            Optional.of(Index.of("http://mine.example/")),
            List.of(Index.of("http://extra.example/")),
            List.of("mine.example"),
            false,
            List.of(IndexOptions.location(folder.toString())));
    IndexConfiguration configuration =
        PipConfiguration.ask(
            PYTHON,
            environment(
                Map.of("PIP_INDEX_URL", "http://pip.example/", "PIP_TRUSTED_HOST", "pip.example")),
            options);

    assertThat(configuration.indexes())
        .containsExactly(Index.of("http://mine.example/"), Index.of("http://extra.example/"));
    assertThat(configuration.trustedHosts()).containsExactly("pip.example", "mine.example");
    assertThat(configuration.findLinks()).containsExactly(folder.toUri());
  }

  @Test
  void aBrokenFileIsOneLineInPipsWords() {
    assertThatThrownBy(() -> askWithFile("[global\n"))
        .isInstanceOfSatisfying(
            AsamanException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.BadInterpreter.class))
        .hasMessageContaining("pip.conf")
        .hasMessageNotContaining("Traceback");
  }

  @Test
  void aBadIndexIsOneLineWithoutCredentials() {
    assertThatThrownBy(() -> ask(Map.of("PIP_INDEX_URL", "ftp://me:secret@h/")))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("pip's configuration")
        .hasMessageNotContaining("secret");
  }

  @Test
  void withoutPipAnotherPythonOfThePathIsAsked() throws IOException {
    Path python = pythonWithoutPip();

    IndexConfiguration configuration =
        PipConfiguration.ask(python, environment(Map.of("PIP_INDEX_URL", "http://h.example/")));

    assertThat(configuration.indexes()).containsExactly(Index.of("http://h.example/"));
  }

  @Test
  void withoutAnyPipAnIndexMustBeNamed() throws IOException {
    Path python = pythonWithoutPip();
    Map<String, String> environment = environment(Map.of("PATH", "/nowhere"));

    assertThatThrownBy(() -> PipConfiguration.ask(python, environment))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining(python.toString())
        .hasMessageContaining("--index-url");

    IndexOptions named =
        new IndexOptions(
            Optional.of(Index.of("http://h.example/")), List.of(), List.of(), false, List.of());
    assertThat(PipConfiguration.ask(python, environment, named).indexes())
        .containsExactly(Index.of("http://h.example/"));
  }

  @Test
  void anInterpreterThatDoesNotStartIsOneLine() {
    Path missing = folder.resolve("python");

    assertThatThrownBy(() -> PipConfiguration.ask(missing, environment(Map.of())))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("--python");
  }

  @Test
  void nothingOfTheCurrentFolderIsImported() throws IOException {
    Path program = Path.of("src/main/resources/org/asaman/index/ask_pip.py").toAbsolutePath();
    Files.writeString(folder.resolve("json.py"), "raise SystemExit('taken from here')\n");
    Files.writeString(folder.resolve("pip.py"), "raise SystemExit('taken from here')\n");
    ProcessBuilder builder = new ProcessBuilder("python3", "-").directory(folder.toFile());
    Process process = builder.redirectInput(program.toFile()).redirectErrorStream(true).start();

    assertThat(process.inputReader().readLine()).startsWith("{");
  }

  /// A real interpreter that does not see what is installed beside its standard library.
  private Path pythonWithoutPip() throws IOException {
    Process process =
        new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
    String python = process.inputReader().readLine();
    Path script = folder.resolve("python");
    Files.writeString(script, "#!/bin/sh\nexec '" + python + "' -I -S \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }
}
