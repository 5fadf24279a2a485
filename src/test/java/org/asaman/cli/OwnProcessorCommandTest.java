package org.asaman.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.asaman.testing.Needed;
import org.asaman.testing.SdistBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real builds that compile for the processor of this machine.
final class OwnProcessorCommandTest {
  /// Compiles a library and packs it; `LOUD` says whether the log has the command.
  private static final String COMPILES =
      """
      import subprocess
      LOUD = %s

      def build_wheel(folder, config_settings=None, metadata_directory=None):
          command = ["gcc", "-g", "-O2", "-march=native", "-shared", "-fPIC", "a.c", "-o", "demo.so"]
          if LOUD:
              print(" ".join(command), flush=True)
              command.remove("-g")
          subprocess.run(command, check=True)
          info = "demo-1.0.dist-info"
          tag = "cp39-abi3-linux_x86_64"
          files = {
              "demo.so": open("demo.so", "rb").read(),
              info + "/METADATA": b"Metadata-Version: 2.1\\nName: demo\\nVersion: 1.0\\n",
              info + "/WHEEL": b"Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: false\\nTag: %%s\\n" %% tag.encode(),
          }
          record = ""
          for path, data in files.items():
              digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
              record += "%%s,sha256=%%s,%%d\\n" %% (path, digest, len(data))
          files[info + "/RECORD"] = (record + info + "/RECORD,,\\n").encode()
          wheel = "demo-1.0-%%s.whl" %% tag
          with zipfile.ZipFile(os.path.join(folder, wheel), "w") as archive:
              for path, data in files.items():
                  archive.writestr(path, data)
          return wheel
      """;

  @TempDir Path folder;

  @BeforeAll
  static void needACompiler() {
    Needed.require(Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc");
    System.setProperty("asaman.uv", Needed.uv().toString());
  }

  private String build(boolean loud, String... verb) throws IOException {
    Path sdist =
        new SdistBuilder("demo", "1.0")
            .file("a.c", "int f(int x) { return x + 1; }\n")
            .backend(COMPILES.formatted(loud ? "True" : "False"))
            .write(folder);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TERM", "dumb");
    List<String> arguments = new ArrayList<>(List.of(verb));
    arguments.addAll(
        List.of("-s", sdist.toString(), "--store", folder.resolve("store").toString()));
    if (verb.length == 0) {
      arguments.addAll(List.of("-o", folder.resolve("wheels").toString()));
    }
    int exitCode =
        new Program("asaman", environment, new Console(out, out))
            .run(arguments.toArray(String[]::new));
    assertThat(exitCode).as(said.toString(UTF_8)).isZero();
    return said.toString(UTF_8);
  }

  @Test
  void aQuietBuildIsSeenByItsDebugInformation() throws IOException {
    assertThat(build(false))
        .contains("warning: demo 1.0: demo.so was compiled for the processor of this machine")
        .doesNotContain("-march=native");
    assertThat(
            Files.readString(
                folder.resolve("wheels/demo-1.0-cp39-abi3-linux_x86_64.whl.build.json")))
        .contains("demo.so was compiled for the processor");
  }

  @Test
  void aBuildWithoutDebugInformationIsSeenByItsLog() throws IOException {
    assertThat(build(true))
        .contains("it is compiled for the processor of this machine")
        .contains("-march=native")
        .doesNotContain("demo.so was compiled");
  }

  @Test
  void aVerdictNotesIt() throws IOException {
    assertThat(build(false, "verify"))
        .contains("reproducible", "note: demo.so was compiled for the processor");
  }
}
