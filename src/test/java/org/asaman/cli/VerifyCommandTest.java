package org.asaman.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.asaman.exec.FakeTime;
import org.asaman.store.Digest;
import org.asaman.testing.Commands;
import org.asaman.testing.Needed;
import org.asaman.testing.Suspect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `asaman verify` on sdists whose backends do on purpose what builds must not do.
final class VerifyCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @BeforeAll
  static void useTheUvOfTheCheckout() {
    System.setProperty("asaman.uv", Needed.uv().toString());
    assumeTrue(
        FakeTime.library().isPresent() || "true".equals(System.getenv("CI")),
        "libfaketime is not installed");
  }

  @Test
  void aCleanSdistHasNoCauseWithAndWithoutProtection() throws IOException {
    JsonNode wheel = verify(0, new Suspect("clean", "pass"), "--naked");
    assertThat(wheel.path("verdict").asString()).isEqualTo("reproducible");
    assertThat(wheel.path("rebuilds").valueStream().map(r -> r.path("sha256").asString()))
        .hasSize(2)
        .containsOnly(wheel.path("sha256").asString());
    assertThat(causes(wheel, "causes")).isEmpty();
    assertThat(causes(wheel, "naked")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          time       | files["x.txt"] = str(time.time())
          cpu-count  | files["x.txt"] = str(os.cpu_count())
          jobs       | files["x.txt"] = os.environ.get("MAX_JOBS", "?")
          kernel     | files["x.txt"] = os.uname().release
          randomness | files["x.txt"] = str(uuid.uuid4())
          """)
  void whatNoBuildFixesMakesTheVerdict(String cause, String code) throws IOException {
    JsonNode wheel = verify(1, new Suspect("suspect", code));
    assertThat(wheel.path("verdict").asString()).isEqualTo("different");
    assertThat(causes(wheel, "causes")).containsExactly(cause);
    JsonNode found = wheel.path("causes").path(0);
    assertThat(found.path("members").valueStream().map(JsonNode::asString))
        .containsExactly("x.txt");
    assertThat(found.path("detail").asString()).startsWith("x.txt, line 1: ").contains(" became ");
    assertThat(found.path("hint").asString()).isNotBlank();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          path        | files["x.txt"] = os.getcwd()
          home        | files["x.txt"] = os.path.expanduser("~")
          user        | files["x.txt"] = pwd.getpwuid(os.getuid()).pw_name
          hostname    | files["x.txt"] = socket.gethostname()
          umask       | open("new", "w").close(); modes["suspect/__init__.py"] = os.stat("new").st_mode & 0o777
          locale      | files["x.txt"] = locale.setlocale(locale.LC_ALL, "")
          timezone    | files["x.txt"] = time.strftime("%H", time.localtime(0))
          hash-seed   | files["x.txt"] = "".join(set("abcdefghijklm"))
          file-order  | files["x.txt"] = "".join(os.listdir("data"))
          environment | files["x.txt"] = os.environ.get("CI", "no")
          environment | files["x.txt"] = " ".join(sorted(set(os.environ)))
          environment | files["x.txt"] = str(sys.stdout.isatty())
          time        | files["x.txt"] = str(os.stat("data/a").st_mtime)
          randomness  | files["x.txt"] = tempfile.mkdtemp()
          """)
  void whatABuildFixesIsOnlyFoundWithoutProtection(String cause, String code) throws IOException {
    JsonNode wheel = verify(0, new Suspect("suspect", code), "--naked");
    assertThat(wheel.path("verdict").asString()).isEqualTo("reproducible");
    assertThat(causes(wheel, "causes")).isEmpty();
    assertThat(causes(wheel, "naked")).containsExactly(cause);
    assertThat(wheel.at("/naked/0/hint").asString()).isNotBlank();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          time,randomness  | files["x.txt"] = str(time.time()) + "\\n" + str(uuid.uuid4())
          time,cpu-count   | files["x.txt"] = str(time.time()) + "\\n" + str(os.cpu_count())
          time,kernel      | files["x.txt"] = str(time.time()) + os.uname().release
          cpu-count,jobs   | if os.cpu_count() == 1 and "MAX_JOBS" in os.environ: files["x.txt"] = "both"
          """)
  void twoCausesAtOnceAreBothNamed(String causes, String code) throws IOException {
    JsonNode wheel = verify(1, new Suspect("suspect", code));
    assertThat(causes(wheel, "causes")).containsExactly(causes.split(","));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hash-seed,file-order | files["x.txt"] = "".join(set("abcdefghijklm")) + "".join(os.listdir("data"))
          path,umask           | files["x.txt"] = os.getcwd(); open("new", "w").close(); modes["x.txt"] = os.stat("new").st_mode & 0o777
          path,home            | files["x.txt"] = os.getcwd() + os.path.expanduser("~")
          hostname,timezone    | if socket.gethostname() != "asaman" and time.timezone: files["x.txt"] = "both"
          """)
  void twoCausesAtOnceAreBothNamedWithoutProtection(String causes, String code) throws IOException {
    JsonNode wheel = verify(0, new Suspect("suspect", code), "--naked");
    assertThat(causes(wheel, "naked")).containsExactly(causes.split(","));
  }

  @Test
  void aBuildThatFailsWithOneProcessorIsToldSo() throws IOException {
    JsonNode wheel =
        verify(1, new Suspect("suspect", "assert os.cpu_count() > 1, 'too few processors'"));
    assertThat(causes(wheel, "causes")).containsExactly("cpu-count");
    assertThat(wheel.at("/causes/0/detail").asString())
        .startsWith("no wheel: ")
        .contains("too few processors");
    assertThat(wheel.at("/rebuilds/0/sha256").asString()).isEmpty();
  }

  @Test
  void whatIsVariedCanBeChosen() throws IOException {
    Suspect suspect = new Suspect("suspect", "files['x.txt'] = str(os.cpu_count())");
    JsonNode wheel = verify(0, suspect, "--vary", "clock,kernel");
    assertThat(wheel.at("/rebuilds/0/variation").asString()).isEqualTo("clock=+400d, kernel=2.6");
    assertThat(verify(1, suspect, "--vary", "cpu-count").path("causes")).hasSize(1);
    assertThat(verify(0, suspect, "--vary", "nothing").at("/rebuilds/1/variation").asString())
        .isEqualTo("nothing");
    Suspect random = new Suspect("suspect", "files['x.txt'] = str(uuid.uuid4())");
    assertThat(causes(verify(1, random, "--vary", "nothing"), "causes"))
        .containsExactly("randomness");
  }

  @Test
  void withoutASandboxTheVerdictSaysThatLessWasVaried() throws IOException {
    JsonNode wheel = verify(0, new Suspect("clean", "pass"), "--sandbox", "none");
    assertThat(wheel.at("/rebuilds/0/variation").asString()).isEqualTo("jobs=1");
    assertThat(wheel.at("/notes/0").asString()).startsWith("only jobs were varied");
  }

  @Test
  void aWrongVariationIsAUsageError() {
    Commands.Result unknown = run("verify", "-s", sdist(), "--vary", "moon");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("--vary knows no moon").hasLineCount(1);
    Commands.Result fixed = run("verify", "-s", sdist(), "--vary", "path");
    assertThat(fixed.exitCode()).isEqualTo(2);
    assertThat(fixed.err()).contains("--naked").hasLineCount(1);
  }

  @Test
  void aSecondRunTakesWhatIsRemembered() throws IOException {
    Suspect random =
        new Suspect("suspect", "files['x.txt'] = str(uuid.uuid4()) if os.cpu_count() == 1 else ''");
    String first = verify(1, random).at("/rebuilds/0/sha256").asString();
    assertThat(verify(1, random).at("/rebuilds/0/sha256").asString()).isEqualTo(first);
    assertThat(verify(1, random, "--fresh").at("/rebuilds/0/sha256").asString())
        .isNotEqualTo(first);
  }

  @Test
  void aPackageThatCannotBeBuiltIsUnbuildable() throws IOException {
    JsonNode wheel = verify(1, new Suspect("suspect", "raise SystemExit('no')"));
    assertThat(wheel.path("verdict").asString()).isEqualTo("unbuildable");
    assertThat(wheel.path("name").asString()).isEqualTo("suspect");
    assertThat(wheel.path("problem").path(0).asString()).contains("the build failed");
  }

  @Test
  void buildAndCheckInOne() throws IOException {
    Path sdist = new Suspect("suspect", "files['x.txt'] = str(time.time())").write(folder);
    Path wheels = folder.resolve("wheels");
    Commands.Result result = run("-s", sdist.toString(), "-o", wheels.toString(), "--check");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("different", "time - x.txt, line 1", "hint: ");
    assertThat(wheels.resolve("suspect-1.0-py3-none-any.whl")).exists();
  }

  @Test
  void aWheelIsBuiltAgainFromItsRecordAlone() throws IOException {
    Path wheel = build(new Suspect("clean", "pass"));
    JsonNode verdict = verifyWheel(0, wheel);
    assertThat(verdict.path("verdict").asString()).isEqualTo("reproducible");
    assertThat(verdict.path("filename").asString()).isEqualTo("clean-1.0-py3-none-any.whl");
    assertThat(run("verify", wheel.getParent().toString()).exitCode()).isZero();
  }

  @Test
  void aWheelWithOtherInputsThanHereNamesThemFirst() throws IOException {
    Path wheel = build(new Suspect("clean", "files['x.txt'] = sys.version.split()[0]"));
    Path record = Path.of(wheel + ".build.json");
    // As if another interpreter and another sandbox had built another wheel.
    Path other = build(new Suspect("clean", "files['x.txt'] = '3.99.0'"));
    String changed =
        Files.readString(record, UTF_8)
            .replaceFirst("\"version\" : \"3\\.[0-9.]+\"", "\"version\" : \"3.99.0\"")
            .replaceFirst(
                "\"sha256\" : \"[0-9a-f]{64}\"",
                "\"sha256\" : \"" + Digest.of(Files.readAllBytes(other)).hash() + "\"");
    Files.copy(other, wheel, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(record, changed, UTF_8);
    JsonNode verdict = verifyWheel(1, wheel);
    assertThat(causes(verdict, "causes")).containsExactly("interpreter");
    assertThat(verdict.at("/causes/0/detail").asString()).contains("3.99.0 became ");
    assertThat(verdict.at("/causes/0/members/0").asString()).isEqualTo("x.txt");
  }

  @Test
  void aWheelWithoutItsRecordOrWithOtherBytesIsRefused() throws IOException {
    Path wheel = build(new Suspect("clean", "pass"));
    Path record = Path.of(wheel + ".build.json");
    Files.writeString(wheel, "other");
    assertThat(run("verify", wheel.toString()).err()).contains("hash mismatch").hasLineCount(1);
    Files.delete(record);
    Commands.Result without = run("verify", wheel.toString());
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("has no record beside it").hasLineCount(1);
    Files.writeString(record, "{]");
    assertThat(run("verify", wheel.toString()).err())
        .contains("is no build record")
        .hasLineCount(1);
  }

  private Path build(Suspect suspect) throws IOException {
    Path wheels = Files.createTempDirectory(folder, "wheels");
    Commands.Result result = run("-s", suspect.write(folder).toString(), "-o", wheels.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    return wheels.resolve(suspect.name() + "-1.0-py3-none-any.whl");
  }

  private JsonNode verifyWheel(int exitCode, Path wheel) throws IOException {
    Path json = folder.resolve("verdicts.json");
    Commands.Result result = run("verify", wheel.toString(), "--json", json.toString());
    assertThat(result.exitCode()).as(result.err() + result.out()).isEqualTo(exitCode);
    return JSON.readTree(Files.readString(json, UTF_8)).path("wheels").path(0);
  }

  private String sdist() {
    return new Suspect("clean", "pass").write(folder).toString();
  }

  private JsonNode verify(int exitCode, Suspect suspect, String... options) throws IOException {
    Path json = folder.resolve("verdicts.json");
    List<String> arguments =
        new ArrayList<>(
            List.of("verify", "-s", suspect.write(folder).toString(), "--json", json.toString()));
    arguments.addAll(List.of(options));
    Commands.Result result = run(arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err() + result.out()).isEqualTo(exitCode);
    JsonNode document = JSON.readTree(Files.readString(json, UTF_8));
    assertThat(document.path("wheels")).hasSize(1);
    return document.path("wheels").path(0);
  }

  private static List<String> causes(JsonNode wheel, String field) {
    return wheel.path(field).valueStream().map(c -> c.path("cause").asString()).toList();
  }

  private Commands.Result run(String... arguments) {
    return new Commands(
            folder,
            Optional.empty(),
            (environment, out, err, all) ->
                new Program("asaman", environment, new Console(out, err)).run(all))
        .run(arguments);
  }
}
