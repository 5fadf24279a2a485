package org.asaman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.testing.Commands;
import org.asaman.testing.Commands.Result;
import org.asaman.testing.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes a real root from this machine's apt sources, the smallest one that there is.
class RootCommandTest {
  private static final Path MEMORY = Path.of("/dev/shm");

  @TempDir private Path folder;

  private Result root(Map<String, String> variables, String... arguments) {
    Commands commands =
        new Commands(
            folder,
            Optional.empty(),
            (environment, out, err, all) -> {
              Map<String, String> changed = new HashMap<>(environment);
              changed.putAll(variables);
              return new Program("asaman", changed, new Console(out, err)).run(all);
            });
    return commands.runWithoutStore(
        Stream.concat(Stream.of("root", "debian"), Stream.of(arguments)).toArray(String[]::new));
  }

  /// The suite of this machine.
  private static String suite() throws IOException {
    return Files.readAllLines(Path.of("/etc/os-release")).stream()
        .filter(line -> line.startsWith("VERSION_CODENAME="))
        .map(line -> line.substring("VERSION_CODENAME=".length()))
        .findFirst()
        .orElse("");
  }

  private static boolean isDebian() {
    try {
      return Files.readAllLines(Path.of("/etc/os-release")).contains("ID=debian");
    } catch (IOException _) {
      return false;
    }
  }

  private static void need(String program) {
    Needed.require(Files.isExecutable(Path.of("/usr/bin", program)), program);
  }

  @Test
  void theSamePackagesGiveTheSameRoot() throws IOException {
    Needed.require(isDebian(), "Debian, for its apt sources");
    need("mmdebstrap");
    Path temporary =
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "asaman-test-")
            : Files.createDirectory(folder.resolve("tmp"));
    Map<String, String> variables = Map.of("TMPDIR", temporary.toString());
    try {
      Path tar = folder.resolve("root.tar");
      Result made = root(variables, suite(), "--minimal", "--include", "hello", "-o", "" + tar);
      assertThat(made.err()).contains("packages", "built   debian " + suite());
      assertThat(made.exitCode()).isZero();

      JsonNode list = JsonMapper.shared().readTree(folder.resolve("root.packages.json"));
      assertThat(made.out()).contains(list.path("sha256").asString());
      List<String> names =
          list.path("packages").valueStream().map(each -> each.path("name").asString()).toList();
      assertThat(names).isSorted().contains("hello", "dash").doesNotContain("apt", "gcc");

      Path again = folder.resolve("again.tar");
      Result remade =
          root(
              Map.of("TMPDIR", temporary.toString(), "TZ", "Asia/Tokyo", "LANG", "de_DE.UTF-8"),
              suite(),
              "--debs",
              folder.resolve("root.debs").toString(),
              "-o",
              again.toString(),
              "-q");
      assertThat(remade).isEqualTo(new Result(ExitCode.OK, "", ""));
      assertThat(Files.mismatch(tar, again)).isEqualTo(-1);
      assertThat(folder.resolve("again.packages.json"))
          .hasSameTextualContentAs(folder.resolve("root.packages.json"));
      assertThat(temporary).isEmptyDirectory();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Test
  void aFileThatIsNotTheListedOneIsRefused() throws IOException {
    need("mmdebstrap");
    need("dpkg-deb");
    String architecture = architecture();
    Path debs = Files.createDirectory(folder.resolve("root.debs"));
    Path list =
        Files.writeString(
            folder.resolve("root.packages.json"),
            """
            {"schema": "asaman/root/1", "distribution": "debian", "suite": "sid",
            "architecture": "%s", "source-date-epoch": 0, "sha256": "%2$s", "size": 1,
            "packages": [{"name": "a", "version": "1", "architecture": "all",
            "filename": "a_1_all.deb", "sha256": "%2$s", "size": 1}]}
            """
                .formatted(architecture, "0".repeat(64)));
    Result missing = root(Map.of(), "sid", "--debs", "" + debs, "-o", "" + folder.resolve("x"));
    assertThat(missing.err())
        .isEqualTo(
            "asaman: %s: is not there; all files that %s names are needed\n"
                .formatted(debs.resolve("a_1_all.deb"), list));
    assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);

    pack(debs.resolve("a_1_all.deb"));
    Result changed = root(Map.of(), "sid", "--debs", "" + debs, "-o", "" + folder.resolve("x"));
    assertThat(changed.err()).contains("a_1_all.deb: hash mismatch: expected sha256:0000");
    assertThat(changed.exitCode()).isEqualTo(ExitCode.FAILED);

    Result other = root(Map.of(), "trixie", "--debs", "" + debs);
    assertThat(other.err()).contains(list + ": is of debian sid; ask for that");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  private static String architecture() throws IOException {
    Process dpkg = new ProcessBuilder("dpkg", "--print-architecture").start();
    return new String(dpkg.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .strip();
  }

  private void pack(Path deb) throws IOException {
    Path tree = Files.createDirectories(folder.resolve("a/DEBIAN"));
    Files.writeString(
        tree.resolve("control"),
        """
        Package: a
        Version: 1
        Architecture: all
        Maintainer: nobody <nobody@example.org>
        Description: a
        """);
    Process process =
        new ProcessBuilder("dpkg-deb", "--build", folder.resolve("a").toString(), deb.toString())
            .redirectErrorStream(true)
            .start();
    byte[] said = process.getInputStream().readAllBytes();
    assertThat(process.onExit().join().exitValue()).as(new String(said)).isZero();
  }

  @Test
  void aSuiteThatAptHasNoSourceOfIsNamed() {
    need("mmdebstrap");
    need("apt-get");
    Result result = root(Map.of(), "sarge", "-o", folder.resolve("x.tar").toString());
    assertThat(result.err())
        .startsWith("asaman: a source of debian sarge: not found among those of this machine's apt")
        .contains("Suites: sarge sarge-updates")
        .hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMissingToolIsNamed() {
    Result result = root(Map.of("PATH", folder.toString()), "bookworm");
    assertThat(result)
        .isEqualTo(
            new Result(
                ExitCode.FAILED, "", "asaman: mmdebstrap: is not there; apt install mmdebstrap\n"));
  }

  @Test
  void wrongUsageIsSaid() {
    assertThat(root(Map.of(), "../x").err()).contains("'../x' is no suite");
    assertThat(root(Map.of(), "sid", "--include", "a,-b").err()).contains("'-b' is no package");
    assertThat(root(Map.of(), "sid", "--debs", "x", "--minimal").err())
        .contains("leave out --include and --minimal");
    Result nowhere = root(Map.of(), "sid", "--debs", folder.resolve("none").toString());
    assertThat(nowhere.err()).contains("none: is no folder");
    assertThat(nowhere.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
