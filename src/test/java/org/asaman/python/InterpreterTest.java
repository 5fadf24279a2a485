package org.asaman.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpreterTest {
  @TempDir Path folder;

  private static Interpreter python() {
    return Interpreter.probe("python3", System.getenv());
  }

  private Path script(String name, String text) throws IOException {
    Path script = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void assertBad(String name, Map<String, String> environment, String what) {
    assertThatThrownBy(() -> Interpreter.probe(name, environment))
        .isInstanceOfSatisfying(
            AsamanException.class,
            e ->
                assertThat(e.problem())
                    .isInstanceOfSatisfying(
                        Problem.BadInterpreter.class, p -> assertThat(p.what()).contains(what)));
  }

  @Test
  void theBinaryIsARealProgramAndNotAShim() throws IOException {
    Interpreter python = python();

    assertThat(python.binary()).isExecutable().isEqualTo(python.binary().toRealPath());
    assertThat(Files.newInputStream(python.binary()).readNBytes(4))
        .isEqualTo(new byte[] {0x7f, 'E', 'L', 'F'});
  }

  @Test
  void hasTheElevenMarkersAndTheirVersionsAgree() {
    Interpreter python = python();

    assertThat(python.markers()).hasSize(11).doesNotContainValue("");
    assertThat(python.version()).startsWith(python.minorVersion() + ".");
    assertThat(python.sitePackages())
        .isEqualTo("lib/python" + python.minorVersion() + "/site-packages");
    assertThat(python.extensionSuffix().orElseThrow()).contains(python.soabi().orElseThrow());
    assertThat(python.standardLibrary()).allSatisfy(path -> assertThat(path).isDirectory());
  }

  @Test
  void theFingerprintIsSortedAndTheSameEveryTime() {
    String fingerprint = python().fingerprint();

    assertThat(fingerprint.lines()).isSorted().anyMatch(l -> l.startsWith("binary.sha256="));
    assertThat(fingerprint).doesNotContain("platform_release").isEqualTo(python().fingerprint());
  }

  @Test
  void aScriptThatStandsForAnInterpreterIsResolved() throws IOException {
    Interpreter python = python();
    Path shim =
        script(
            "python3", "#!/bin/sh\necho some notice\nexec '" + python.executable() + "' \"$@\"\n");

    assertThat(Interpreter.probe(shim.toString(), System.getenv())).isEqualTo(python);
    assertThat(Interpreter.probe("python3", Map.of("PATH", folder.toString()))).isEqualTo(python);
  }

  @Test
  void aVirtualEnvironmentKeepsItsOwnPrefix() throws IOException {
    Interpreter python = python();
    Path home = folder.resolve("env");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("pyvenv.cfg"), "home = " + python.binary().getParent() + "\n");
    Files.createSymbolicLink(home.resolve("bin/python"), python.binary());

    Interpreter inside = Interpreter.probe(home.resolve("bin/python").toString(), Map.of());

    assertThat(inside.isVirtualEnvironment()).isTrue();
    assertThat(inside.prefix()).isEqualTo(home);
    assertThat(inside.executable()).isEqualTo(home.resolve("bin/python"));
    assertThat(inside.binary()).isEqualTo(python.binary());
    assertThat(inside.basePrefix()).isEqualTo(python.basePrefix());
    assertThat(inside.fingerprint()).isEqualTo(python.fingerprint());
    Files.delete(home.resolve("bin/python"));
  }

  @Test
  void nothingOfTheCallersEnvironmentReachesTheInterpreter() throws IOException {
    Path script = script("python3", "#!/bin/sh\nenv >&2\nexit 1\n");
    Map<String, String> environment =
        new TreeMap<>(Map.of("PATH", "/usr/bin:/bin", "ZZ", "secret"));

    assertThatThrownBy(() -> Interpreter.probe(script.toString(), environment))
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatIsNotAnInterpreterIsRefused() throws IOException {
    Files.writeString(folder.resolve("plain"), "text");
    String old = script("old", "#!/bin/sh\necho '{\"version\": [2, 7]}'\n").toString();
    String silent = script("silent", "#!/bin/sh\n").toString();
    String failing = script("failing", "#!/bin/sh\necho no way >&2; exit 7\n").toString();
    String wordy =
        script("wordy", "#!/bin/sh\necho \"no $*\" | tr '\\n' ' ' >&2; exit 2\n").toString();
    String shim =
        script("shim", "#!/bin/sh\necho 'not here\nbut there' >&2; exit 127\n").toString();
    String broken = script("broken", "#!/no/such/shell\n").toString();

    assertBad("/no/such/python", Map.of(), "not found");
    assertBad("python3", Map.of("PATH", folder.toString()), "not found on PATH");
    assertBad("", Map.of(), "not the name");
    assertBad(folder.resolve("plain").toString(), Map.of(), "not an executable file");
    assertBad(folder.toString(), Map.of(), "not an executable file");
    assertBad(old, Map.of(), "is Python 2.7, and 3.8 is the oldest");
    assertBad(silent, Map.of(), "exit code 0");
    assertBad(failing, Map.of("PATH", "/usr/bin:/bin"), "exit code 7: no way");
    assertBad(shim, Map.of("PATH", "/usr/bin:/bin"), "exit code 127: not here)");
    assertThatThrownBy(() -> Interpreter.probe(wordy, Map.of("PATH", "/usr/bin:/bin")))
        .satisfies(e -> assertThat(e.getMessage()).contains("no -I").hasSizeLessThan(500));
    assertBad(broken, Map.of(), "cannot be started");
  }
}
