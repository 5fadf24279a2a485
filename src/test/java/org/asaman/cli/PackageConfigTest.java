package org.asaman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.store.Digest;
import org.asaman.testing.Commands.Result;
import org.asaman.testing.FakeIndex;
import org.asaman.testing.SdistBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Settings of single packages, in real builds.
final class PackageConfigTest {
  private static final String DEMO = "demo-1.0-py3-none-any.whl";

  @TempDir Path folder;

  private LockWorld world;

  @BeforeEach
  void open() {
    world = new LockWorld(folder);
    world.wheel("tool", "1.0");
    world.wheel("lib", "2.0");
  }

  @AfterEach
  void close() {
    world.close();
  }

  /// Runs Python when the wheel is built, in the folder that is built.
  private void demo(String python) {
    String code = python.indent(4).stripTrailing();
    world.requirements(
        world.sdist(
            new SdistBuilder("demo", "1.0")
                .backend(
                    "plain = build_wheel\n"
                        + "def build_wheel(folder, settings=None, metadata=None):\n"
                        + code
                        + "\n    return plain(folder, settings)\n"),
            "demo",
            "1.0",
            "tool"));
  }

  private static void isFine(Result result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private String action() {
    return world
        .record(DEMO)
        .lines()
        .filter(l -> l.contains("\"action\""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everySettingReachesTheBuildChangesItsActionAndIsRecorded() {
    demo("import os, json; print('SEEN', os.environ.get('FOO'), json.dumps(settings))");
    isFine(world.build());
    String plain = action();
    Path _ =
        world.file(
            "asaman.toml",
            """
            [packages."demo>=1"]
            environment = { FOO = "bar" }
            config-settings = { one = "1", more = ["a", "b"] }
            extra-build-requires = ["lib"]

            [packages."demo<1"]
            environment = { FOO = "another version's" }

            [packages.demoo]
            timeout = 3
            """);

    Result built = world.build();
    isFine(built);
    assertThat(built.err())
        .contains("asaman.toml: no package here is demoo, so its settings change nothing");

    assertThat(action()).isNotEqualTo(plain);
    assertThat(world.record(DEMO))
        .contains(
            "\"FOO\" : \"bar\"",
            "environment FOO=bar",
            "config-settings more = [\\\"a\\\", \\\"b\\\"]")
        .contains("extra-build-requires lib", "lib-2.0-py3-none-any.whl");
    assertThat(folder.resolve("store/logs/demo-1.0.log"))
        .content()
        .contains("SEEN bar {\"more\": [\"a\", \"b\"], \"one\": \"1\"}");
    isFine(world.lock());
    assertThat(world.lockText()).contains("    \"environment FOO=bar\",\n");
    isFine(world.build());
    Path _ = world.file("asaman.toml", "[packages.demo]\nenvironment = { FOO = \"baz\" }\n");
    Result stale = world.build();
    assertThat(stale.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(stale.err())
        .contains("demo 1.0 has other settings: now environment FOO=baz, no more ")
        .contains("no more environment FOO=bar");
    isFine(world.lock());
    isFine(world.build());
  }

  @Test
  void buildRequirementsAreReplacedWhateverTheBackendAsksFor() {
    world.requirements(
        world.sdist(
            new SdistBuilder("demo", "1.0")
                .backend("get_requires_for_build_wheel = lambda s=None: ['nowhere-to-be-had']"),
            "demo",
            "1.0",
            "not-there-either"));
    assertThat(world.build().exitCode()).isEqualTo(ExitCode.FAILED);
    Path _ =
        world.file("pyproject.toml", "[tool.asaman.packages.demo]\nbuild-requires = ['lib']\n");

    isFine(world.build());

    assertThat(world.record(DEMO)).contains("build-requires lib").doesNotContain("nowhere");
    isFine(world.lock());
    assertThat(world.lockText()).contains("requires = [\"lib\"]", "dynamic-requires = []");
    isFine(world.buildWithStore("another"));
  }

  @Test
  void patchesAndExtraSourcesChangeTheSourceAndTheirBytesAreLocked() throws Exception {
    demo("assert open('vendor/data.txt').read() == 'data'; assert open('vendor/lib/module.py')");
    byte[] data = "data".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Path archive = new SdistBuilder("vendored", "1.0").write(folder);
    try (FakeIndex files = new FakeIndex()) {
      FakeIndex _ = files.add("data", "data.txt", data);
      Path _ =
          world.file(
              "asaman.toml",
              """
              [packages.demo]
              patches = ["patches/answer.patch"]

              [[packages.demo.sources]]
              to = "vendor/data.txt"
              url = "%s"
              hashes = { sha256 = "%s" }

              [[packages.demo.sources]]
              to = "vendor/lib"
              path = "%s"
              hashes = { sha256 = "%s" }
              unpack = true
              """
                  .formatted(
                      files.url("/files/data.txt"),
                      Digest.of(data).hash(),
                      archive.getFileName(),
                      Digest.of(Files.readAllBytes(archive)).hash()));
      String patch =
          """
          --- a/module.py
          +++ b/module.py
          @@ -1 +1,2 @@
          -answer = 42
          +answer = 43
          +more = 1
          """;
      Path _ = world.file("patches/answer.patch", patch);

      isFine(world.build());
      String hash = world.hash(DEMO);
      isFine(world.lock());
      Path bundle = folder.resolve("b.tar");
      isFine(
          world.run(
              "bundle",
              "-r",
              folder.resolve("requirements.txt").toString(),
              "-o",
              bundle.toString()));
      files.close();
      world.index.close();
      isFine(world.buildWithStore("another", "--bundle", bundle.toString()));
      assertThat(world.hash(DEMO)).isEqualTo(hash);
      Path _ = world.file("patches/answer.patch", patch.replace("43", "44"));
      assertThat(world.build().err())
          .contains("demo 1.0 has other settings: now patch patches/answer.patch sha256:");
      Files.delete(folder.resolve("requirements.build.toml"));
      Path _ = world.file("patches/answer.patch", patch.replace("42", "41"));
      assertThat(world.build().err())
          .contains("the patch 'patches/answer.patch' does not fit demo-1.0.tar.gz")
          .contains("'module.py': hunk 1 (line 1) does not fit");
    }
  }

  @Test
  void aFolderOfTheSourceIsBuilt() {
    world.requirements(
        world.sdist(
            new SdistBuilder("demo", "1.0")
                .file(
                    "python/pyproject.toml",
                    "[build-system]\nrequires = []\nbuild-backend = 'own'\nbackend-path = ['.']\n")
                .file(
                    "python/own.py",
                    "from pathlib import Path\nimport sys\nsys.path.insert(0, '../backend')\nimport importlib.util\nspec = importlib.util.spec_from_file_location('real', '../backend/own.py')\nreal = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(real)\nbuild_wheel = real.build_wheel\n")
                .file("python/module.py", "answer = 'python'\n"),
            "demo",
            "1.0",
            "not-there"));
    Path _ = world.file("asaman.toml", "[packages.demo]\ndirectory = 'python'\n");

    isFine(world.build());

    assertThat(world.record(DEMO)).contains("directory python", "\"requires\" : [ ]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bwrap", "unshare"})
  void theNetworkIsThereOnlyWhereItIsAllowedAndThenLoudly(String sandbox) {
    demo(
        "import urllib.request; urllib.request.urlopen('"
            + world.index.url("/simple/tool/")
            + "')");
    assertThat(world.build("--sandbox", sandbox).exitCode()).isEqualTo(ExitCode.FAILED);
    Path _ = world.file("asaman.toml", "[packages.demo]\nallow-network = true\n");

    Result result = world.build("--sandbox", sandbox);

    isFine(result);
    assertThat(result.err()).contains("warning: demo 1.0: was built with the network");
    assertThat(world.record(DEMO)).contains("\"network\" : true", "allow-network");
    isFine(world.lock());
    String bundle = folder.resolve("b.tar").toString();
    String requirements = folder.resolve("requirements.txt").toString();
    isFine(world.run("bundle", "-r", requirements, "-o", bundle));
    assertThat(world.build("--bundle", bundle).err())
        .contains("allows demo the network, and --bundle uses none");
  }

  @Test
  void ofTwoTablesTheLaterOneCounts() {
    demo("pass");
    Path _ =
        world.file(
            "asaman.toml",
            """
            [packages."demo>=1"]
            environment = { WHICH = "general" }
            [packages."demo==1.0"]
            environment = { WHICH = "specific" }
            """);

    isFine(world.build());

    assertThat(world.record(DEMO)).contains("\"WHICH\" : \"specific\"");
  }

  @Test
  void aPackageHasItsOwnTime() {
    demo("import time; time.sleep(60)");
    Path _ = world.file("asaman.toml", "[packages.demo]\ntimeout = 1\n");

    assertThat(world.build().err()).contains("did not end in its time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          [packages.demo]\\ntimeuot = 3 | :2:1: unknown key 'timeuot'; known are
          [packages.demo]\\ntimeout = "3" | :2:1: 'timeout' must be a number
          [packages.demo]\\ntimeout = 0 | :2:1: 'timeout' is not between
          [packages.demo]\\npatches = ["a", 3] | :2:17: 'patches' must hold strings
          [packages.demo]\\npatches = ["nope"] | :2:1: 'nope' is no file that can be a patch
          [packages.demo]\\nextra-build-requires = ["a =="] | :2:1: 'extra-build-requires':
          [packages.demo]\\nenvironment = { PATH = "/" } | :2:17: PATH is the same in every build
          [packages.demo]\\nenvironment = { "a-b" = "/" } | :2:17: 'a-b' is no name of an environment variable
          [packages.demo]\\nenvironment = { A = 1 } | :2:17: 'A' must be a string
          [packages.demo]\\ndirectory = "../up" | :2:1: '../up' is no plain path inside the source
          [packages.demo]\\nallow-network = "yes" | :2:1: 'allow-network' must be true or false
          [packages."demo[x]"] | :1:1: 'demo[x]' has more than a name and versions
          [[packages.demo.sources]]\\nto = "a"\\nurl = "https://h.invalid/a" | :1:1: has no 'hashes'
          [[packages.demo.sources]]\\nto = "a"\\nurl = "https://h.invalid/a"\\nhashes = {} | :4:1: a source without a sha256 is not taken
          [[packages.demo.sources]]\\nto = "a"\\nhashes = { sha256 = "00" } | :1:1: a source has either
          [[packages.demo.sources]]\\nto = "a"\\nurl = "ftp://h/a"\\nhashes = {} | :3:1: 'url': 'ftp://h/a' is no http
          seed = ["a b"] | :1:1: 'seed': 'a b' is not a project name
          [other] | :1:1: unknown key 'other'
          [packages.demo | :1:15: Unexpected
          """)
  void whatDoesNotFitTheSchemaIsRefusedWithLineAndColumn(String text, String says) {
    demo("pass");
    Path file = world.file("asaman.toml", text.replace("\\n", "\n") + "\n");

    Result result = world.build();

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).startsWith("asaman: " + file + says).hasLineCount(1);
  }

  @Test
  void twoPlacesForSettingsAreRefused() {
    demo("pass");
    Path _ = world.file("asaman.toml", "");
    Path _ = world.file("pyproject.toml", "[project]\nname = 'x'\n");
    isFine(world.build());
    Path _ = world.file("pyproject.toml", "[tool.asaman]\n");

    assertThat(world.build().err()).contains("are both there; keep one of them");
  }
}
