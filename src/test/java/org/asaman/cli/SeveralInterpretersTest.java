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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One run for several interpreters: here the second is a virtual environment of the first.
final class SeveralInterpretersTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  @BeforeAll
  static void makeASecondInterpreter() throws IOException, InterruptedException {
    System.setProperty("asaman.uv", Needed.uv().toString());
    assertThat(
            new ProcessBuilder("python3", "-m", "venv", shared.resolve("venv").toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
  }

  private static String second() {
    return shared.resolve("venv/bin/python").toString();
  }

  private record Result(int exitCode, String out, String err) {}

  private Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TERM", "dumb");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-o", folder.resolve("wheels").toString()));
    all.addAll(List.of("--store", folder.resolve("store").toString()));
    int exitCode = new Program("asaman", environment, console).run(all.toArray(String[]::new));
    return new Result(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  /// The sdist makes another wheel each time that it is built.
  @Test
  void aPureWheelIsBuiltOnceForAllOfThem() throws IOException {
    Path sdist =
        new SdistBuilder("demo", "1.0")
            .backend("import os\nopen('module.py', 'w').write(repr(os.urandom(9)))")
            .write(folder);
    Path json = folder.resolve("out.json");
    Result result =
        run(
            "-s",
            sdist.toString(),
            "--python",
            "python3",
            "--python",
            second(),
            "--json",
            json.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("PYTHON", "built", "cached");
    assertThat(result.err()).contains("for " + second());
    JsonNode wheels = new JsonMapper().readTree(Files.readString(json)).path("wheels");
    assertThat(wheels.size()).isEqualTo(2);
    assertThat(wheels.get(0).path("sha256")).isEqualTo(wheels.get(1).path("sha256"));
    assertThat(wheels.get(1).path("python").asString()).matches("3\\.[0-9]+\\.[0-9]+.*");
  }

  @Test
  void anInterpreterThatIsNamedTwiceIsOne() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").write(folder);
    Result result = run("-s", sdist.toString(), "--python", "python3", "--python", "python3");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).doesNotContain("PYTHON");
  }

  @Test
  void whatTakesOneInterpreterSaysSo() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").write(folder);
    Result result =
        run("-s", sdist.toString(), "--check", "--python", "python3", "--python", second());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--python is given several times");
  }
}
