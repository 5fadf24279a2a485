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
import org.asaman.store.Digest;
import org.asaman.testing.FakeIndex;
import org.asaman.testing.Needed;
import org.asaman.testing.SdistBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole command on real builds: sdists that hold their own backend, in the real sandbox.
final class AsamanCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @BeforeAll
  static void useTheUvOfTheCheckout() {
    System.setProperty("asaman.uv", Needed.uv().toString());
  }

  private record Result(int exitCode, String out, String err) {}

  @Test
  void anSdistWithoutBuildRequirementsNeedsNoIndexNoPipAndNoNetwork() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").write(folder);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PIP_INDEX_URL", "http://127.0.0.1:9/nowhere/");
    environment.put("PIP_CONFIG_FILE", "/nowhere/at/all");
    Result result = run(environment, "-s", sdist.toString());
    assertThat(result.err()).doesNotContain("warning");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(wheel("demo-1.0-py3-none-any.whl")).exists();
    assertThat(result.out()).contains("demo", "1.0", "built");
  }

  @Test
  void theRecordTellsWhatWasBuiltFromWhat() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").write(folder);
    assertThat(run("-s", sdist.toString()).exitCode()).isZero();
    JsonNode record = record("demo-1.0-py3-none-any.whl");
    byte[] bytes = Files.readAllBytes(wheel("demo-1.0-py3-none-any.whl"));
    assertThat(record.at("/wheel/sha256").asString()).isEqualTo(Digest.of(bytes).hash());
    assertThat(record.at("/sdist/sha256").asString())
        .isEqualTo(Digest.of(Files.readAllBytes(sdist)).hash());
    assertThat(record.at("/build-system/build-backend").asString()).isEqualTo("own");
    assertThat(record.at("/environment/SOURCE_DATE_EPOCH").asString()).isEqualTo("1309379017");
    assertThat(record.at("/sandbox").asString()).isIn("bwrap", "unshare");
    assertThat(record.at("/action").asString()).matches("[0-9a-f]{64}/[0-9]+");
    assertThat(record.at("/wheel/changes").valueStream().map(c -> c.path("id").asString()))
        .contains("order", "times");
  }

  @Test
  void aSecondRunBuildsNothing() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").write(folder);
    assertThat(run("-s", sdist.toString()).out()).contains("built");
    Path wheel = wheel("demo-1.0-py3-none-any.whl");
    byte[] first = Files.readAllBytes(wheel);
    Files.delete(wheel);
    assertThat(run("-s", sdist.toString()).out()).contains("cached").doesNotContain("built");
    assertThat(Files.readAllBytes(wheel)).isEqualTo(first);
  }

  @Test
  void whatTheStoreLostIsMadeAnew() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").file("extra.txt", "lost").write(folder);
    assertThat(run("-s", sdist.toString()).exitCode()).isZero();
    String lost = Digest.ofUtf8("lost").hash();
    Files.delete(folder.resolve("store/cas").resolve(lost.substring(0, 2)).resolve(lost));
    Result result = run("-s", sdist.toString(), "--sde", "1500000000");
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void everySandboxGivesTheSameBytes() throws IOException {
    Path sdist =
        new SdistBuilder("demo", "1.0")
            .backend(
                """
                import getpass, os, socket, tempfile, time
                NAME = NAME
                open("module.py", "a").write(repr([os.getcwd(), os.environ["HOME"], getpass.getuser(),
                    os.umask(0o22), time.tzname, sorted(os.listdir(".")), tempfile.mktemp(), hash("x"),
                    sorted(os.environ), int(os.stat("module.py").st_mtime)]))
                """)
            .write(folder);
    List<String> hashes = new ArrayList<>();
    for (String form : List.of("auto", "unshare", "none")) {
      Result result =
          run("-s", sdist.toString(), "--sandbox", form, "--store", folder + "/" + form);
      assertThat(result.exitCode()).as(result.err()).isZero();
      hashes.add(record("demo-1.0-py3-none-any.whl").at("/wheel/sha256").asString());
    }
    assertThat(hashes.stream().distinct()).as(hashes.toString()).hasSize(1);
  }

  @Test
  void oneFailureDoesNotStopTheOthersAndIsExplained() throws IOException {
    Path sdists = Files.createDirectory(folder.resolve("sdists"));
    new SdistBuilder("bad", "1.0").backend("import not_there_at_all").write(sdists);
    new SdistBuilder("good", "1.0").write(sdists);
    Result result = run("-d", sdists.toString(), "--json", folder.resolve("out.json").toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(wheel("good-1.0-py3-none-any.whl")).exists();
    assertThat(result.err())
        .contains("No module named 'not_there_at_all'")
        .contains("the package does not declare that its build requires not_there_at_all")
        .contains("log: " + folder.resolve("store/logs/bad-1.0.log"));
    assertThat(folder.resolve("store/logs/bad-1.0.log")).content().contains("Traceback");
    JsonNode json = JSON.readTree(Files.readString(folder.resolve("out.json")));
    assertThat(json.path("wheels").valueStream().map(w -> w.path("result").asString()))
        .containsExactly("failed", "built");
  }

  @Test
  void aBuildThatReachesForTheNetworkOrTheHostGetsNothing() throws IOException {
    try (FakeIndex index = new FakeIndex()) {
      Path sdist =
          new SdistBuilder("demo", "1.0")
              .backend(
                  "import os, urllib.request\n"
                      + "assert not os.path.exists('"
                      + folder
                      + "')\n"
                      + "urllib.request.urlopen('"
                      + index.url("/")
                      + "')\n")
              .write(folder);
      Result result = run("-s", sdist.toString());
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .containsAnyOf("Connection refused", "Network is unreachable")
          .doesNotContain("AssertionError");
    }
  }

  @Test
  void aBackendThatLiesIsRefused() throws IOException {
    Path other = new SdistBuilder("demo", "1.0").backend("VERSION = '2.0'").write(folder);
    Result result = run("-s", other.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("is of version 2.0, not 1.0");
    assertThat(wheel("demo-2.0-py3-none-any.whl")).doesNotExist();
    Path climbing =
        new SdistBuilder("climb", "1.0")
            .backend("build_wheel = lambda *a, **k: '../climb-1.0-py3-none-any.whl'")
            .write(folder);
    assertThat(run("-s", climbing.toString()).err()).contains("not the name of a wheel");
  }

  @Test
  void aBackendThatAsksForNothingNewForEverIsRefusedAndStopsNoOther() throws IOException {
    Path sdists = Files.createDirectory(folder.resolve("sdists"));
    new SdistBuilder("asking", "1.0")
        .backend(
            """
            build = build_wheel
            def build_wheel(folder, config_settings=None, metadata_directory=None):
                open(folder + "/requires.json", "w").write("{}")
                return build(folder)
            """)
        .write(sdists);
    new SdistBuilder("good", "1.0").write(sdists);
    Result result = run("-d", sdists.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("asking 1.0: its build backend keeps asking for what it has");
    assertThat(wheel("good-1.0-py3-none-any.whl")).exists();
  }

  @Test
  void dynamicRequirementsWhoseMarkersDoNotApplyNeedNothing() throws IOException {
    Path sdist =
        new SdistBuilder("demo", "1.0")
            .backend(
                """
                def get_requires_for_build_wheel(config_settings=None):
                    return ["nothing-like-it; extra == 'all'", "other; python_version < '3'"]
                """)
            .write(folder);
    Result result = run("-s", sdist.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(record("demo-1.0-py3-none-any.whl").at("/build-system/dynamic-requires")).hasSize(2);
  }

  @Test
  void aWheelOfAReusedFolderIsTakenIfItsBytesCheck() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").write(folder);
    assertThat(run("-s", sdist.toString()).exitCode()).isZero();
    Path kept = folder.resolve("kept");
    Files.move(folder.resolve("wheels"), kept);
    byte[] record = Files.readAllBytes(kept.resolve("demo-1.0-py3-none-any.whl.build.json"));
    String[] reusing = {
      "-s", sdist.toString(), "--reuse", kept.toString(), "--store", folder + "/new"
    };
    assertThat(run(reusing).out()).contains("cached");
    assertThat(Files.readAllBytes(wheel("demo-1.0-py3-none-any.whl.build.json"))).isEqualTo(record);
    Files.writeString(kept.resolve("demo-1.0-py3-none-any.whl"), "altered");
    reusing[5] = folder + "/newer";
    assertThat(run(reusing).out()).contains("built");
  }

  @Test
  void aResultOfABuildWithoutASandboxIsNotTakenForOneWith() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").write(folder);
    Result open = run("-s", sdist.toString(), "--sandbox", "none");
    assertThat(open.err()).contains("warning: without a sandbox");
    assertThat(run("-s", sdist.toString()).out()).contains("built");
    assertThat(record("demo-1.0-py3-none-any.whl").at("/sandbox").asString()).isNotEqualTo("none");
  }

  @Test
  void twoDifferentWheelsOfOneNameAreRefused() throws IOException {
    Path one = new SdistBuilder("demo", "1.0").write(Files.createDirectory(folder.resolve("1")));
    Path two =
        new SdistBuilder("demo", "1.0")
            .file("module.py", "answer = 43\n")
            .write(Files.createDirectory(folder.resolve("2")));
    Result result = run("-s", one.toString(), "-s", two.toString(), "-j", "1");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("was made with other bytes by another line of this run");
  }

  @Test
  void rawKeepsTheBackendsOwnBytes() throws IOException {
    Path sdist = new SdistBuilder("demo", "1.0").write(folder);
    assertThat(run("-s", sdist.toString(), "--raw").exitCode()).isZero();
    JsonNode record = record("demo-1.0-py3-none-any.whl");
    assertThat(record.at("/wheel/sha256")).isEqualTo(record.at("/wheel/raw-sha256"));
    assertThat(record.at("/wheel/canonical").asBoolean()).isFalse();
    String raw = record.at("/wheel/sha256").asString();
    assertThat(run("-s", sdist.toString()).exitCode()).isZero();
    assertThat(record("demo-1.0-py3-none-any.whl").at("/wheel/raw-sha256").asString())
        .isEqualTo(raw);
    assertThat(record("demo-1.0-py3-none-any.whl").at("/wheel/sha256").asString())
        .isNotEqualTo(raw);
  }

  @Test
  void aRequirementsFileIsBuiltFromFindLinksAlone() throws IOException {
    Path links = Files.createDirectory(folder.resolve("links"));
    Path sdist = new SdistBuilder("demo", "1.0").write(links);
    Path file = folder.resolve("requirements.txt");
    String hash = Digest.of(Files.readAllBytes(sdist)).hash();
    Files.writeString(
        file,
        "Demo == 1.0 --hash=sha256:"
            + hash
            + "\nnever==1; python_version<'3'"
            + " --hash=sha256:"
            + hash
            + "\n");
    Result result =
        run(
            "-r",
            file.toString(),
            "--no-index",
            "--find-links",
            links.toString(),
            "--keep-sources");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Files.readAllBytes(wheel("demo-1.0.tar.gz"))).isEqualTo(Files.readAllBytes(sdist));
    Files.writeString(file, "demo==1.0 --hash=sha256:" + "0".repeat(64) + "\n");
    Result wrong = run("-r", file.toString(), "--no-index", "--find-links", links.toString());
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("asaman: " + file + ":1: ");
  }

  @Test
  void allBadLinesAreReportedAtOnce() throws IOException {
    Path file = folder.resolve("requirements.txt");
    Files.writeString(file, "-e .\nsix\nsix==1.0\ngit+https://example.invalid/x.git\n");
    Result result = run("-r", file.toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(
            result.err().lines().map(line -> line.replaceAll(".*requirements.txt:(\\d):.*", "$1")))
        .containsExactlyInAnyOrder("1", "2", "3", "4");
  }

  @Test
  void wrongUsageIsOneLineAndExitCode2() {
    for (String[] wrong :
        new String[][] {
          {},
          {"--nonsense"},
          {"-j", "0", "-s", "x"},
          {"--sde", "soon", "-s", "x"},
          {"--as-of", "yesterday", "-s", "x"},
          {"--sandbox", "glass", "-s", "x"},
          {"--python", "/nowhere/python", "-s", "x"},
          {"-r", "/nowhere/requirements.txt"},
          {"-d", "/nowhere"},
          {"-q", "-v", "-s", "x"},
          {"-j", "many", "-s", "x"},
          {"--timeout", "99999999999", "-s", "x"}
        }) {
      Result result = run(wrong);
      assertThat(result.exitCode()).as(String.join(" ", wrong) + result.err()).isEqualTo(2);
      assertThat(result.err().lines()).as(result.err()).hasSize(1);
      assertThat(result.err()).startsWith("asaman: ").doesNotContain("Exception");
    }
  }

  @Test
  void helpNamesEveryOptionOfTheOriginal() {
    String help = run("--help").out();
    assertThat(help)
        .contains(
            "-s,", "--source", "-d,", "--directory", "-o,", "--output", "-r,", "--requirement")
        .contains("--sde", "--no-hash", "--keep-sources", "--with-index", "--trusted-host")
        .contains("--skip-build-deps", "--help");
    assertThat(run("--version").out()).startsWith("asaman 1.");
  }

  @Test
  void aBuildPastItsTimeIsEnded() throws IOException {
    Path sdist =
        new SdistBuilder("demo", "1.0").backend("import time; time.sleep(300)").write(folder);
    Result result = run("-s", sdist.toString(), "--timeout", "2");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("did not end in its time");
  }

  private Result run(String... arguments) {
    return run(System.getenv(), arguments);
  }

  private Result run(Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    Map<String, String> plain = new HashMap<>(environment);
    plain.put("TERM", "dumb");
    List<String> all = new ArrayList<>(List.of(arguments));
    if (arguments.length > 0 && !arguments[0].startsWith("--")) {
      all.addAll(List.of("-o", folder.resolve("wheels").toString()));
      if (!all.contains("--store")) {
        all.addAll(List.of("--store", folder.resolve("store").toString()));
      }
    }
    int exitCode = new Program("asaman", plain, console).run(all.toArray(String[]::new));
    return new Result(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  private Path wheel(String name) {
    return folder.resolve("wheels").resolve(name);
  }

  private JsonNode record(String wheel) throws IOException {
    return JSON.readTree(Files.readString(wheel(wheel + ".build.json")));
  }
}
