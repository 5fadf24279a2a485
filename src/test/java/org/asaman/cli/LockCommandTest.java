package org.asaman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.asaman.testing.Commands.Result;
import org.asaman.testing.FakeIndex;
import org.asaman.testing.SdistBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `asaman lock`, and builds from locks, with the real uv and sandbox and an index on this machine.
final class LockCommandTest {
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

  /// Needs `tool` as its source says and `lib` as its backend says.
  private Path demo() {
    return world.sdist(
        new SdistBuilder("demo", "1.0")
            .backend(
                """
                def get_requires_for_build_wheel(config_settings=None):
                    return ["lib>=1"]
                """),
        "demo",
        "1.0",
        "tool");
  }

  private static void isFine(Result result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void theLockHoldsEveryInputAndBuildsTheSameWithoutAnIndex() {
    world.requirements(demo());
    isFine(world.build());
    String hash = world.hash(DEMO);

    isFine(world.lock());

    assertThat(world.lockText())
        .contains("lock-version = \"1.0\"", "[interpreter]", "name = \"demo\"")
        .contains("requires = [\"tool\"]", "dynamic-requires = [\"lib>=1\"]")
        .contains("as-of = 2024-03-01T00:00:00Z", "as-of-reason = \"upload_time\"")
        .contains("    \"lib==2.0\",\n    \"tool==1.0\",\n")
        .contains("upload-time = " + LockWorld.UPLOADED, "size = ", "hashes = { sha256 = ");
    isFine(world.buildWithStore("another", "--locked"));
    long asked = world.index.requests().size();
    world.index.close();
    Result again = world.buildWithStore("another", "--locked");
    isFine(again);
    assertThat(again.err()).contains("every build requirement is taken from");
    assertThat(world.index.requests()).hasSize((int) asked);
    assertThat(world.hash(DEMO)).isEqualTo(hash);
  }

  @Test
  void withALockNoPageOfAnIndexIsAsked() {
    world.requirements(demo());
    isFine(world.lock());
    long before = world.index.requests().size();

    isFine(world.buildWithStore("another"));

    assertThat(world.index.requests().stream().skip(before))
        .isNotEmpty()
        .noneMatch(request -> request.path().endsWith("/"));
  }

  @Test
  void aFileThatIsNoMoreAtItsAddressIsFoundByItsHash() {
    world.requirements(demo());
    isFine(world.lock());
    world.editLock(world.index.authority(), "127.0.0.1:9");

    isFine(world.buildWithStore("another"));
  }

  @Test
  void anIndexThatStatesNeitherSizesNorTimesWillDo() {
    var _ = world.index.serving(FakeIndex.Form.HTML);
    world.requirements(demo());
    isFine(world.lock());
    isFine(world.buildWithStore("another", "--locked"));
    String hash = world.hash(DEMO);
    Path bundle = folder.resolve("bundle.tar");
    isFine(bundle(bundle));
    world.index.close();

    isFine(world.buildWithStore("another", "--locked"));
    isFine(world.buildWithStore("third", "--locked", "--bundle", bundle.toString()));

    assertThat(world.lockText()).contains("as-of-reason = \"today\"");
    assertThat(world.hash(DEMO)).isEqualTo(hash);
  }

  @Test
  void anSdistThatIsNowhereIsNamed() {
    Path demo = demo();
    world.requirements(demo);
    isFine(world.lock());
    world.editLock("demo-1.0.tar.gz\", size", "gone-1.0.tar.gz\", size");

    isFine(world.buildWithStore("another"));
    world.editLock(LockWorld.sha256(demo), "ab".repeat(32));
    Path _ = world.file("requirements.txt", "demo==1.0 --hash=sha256:" + "ab".repeat(32) + "\n");
    Result missing = world.buildWithStore("third");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(missing.err())
        .contains(
            "demo-1.0.tar.gz: not found at ", ", and nowhere else with its hash; name a folder");
  }

  @Test
  void withoutALockTheOptionsThatNeedOneStopAndNameTheCommand() {
    world.requirements(demo());

    Result locked = world.build("--locked");
    Result source = world.build("--build-deps=source");

    assertThat(locked.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(locked.err()).contains("--locked needs it; make it with asaman lock ");
    assertThat(source.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(source.err()).contains("make it with asaman lock --build-deps=source ");
    isFine(world.lock());
    assertThat(world.build("--build-deps=source").err())
        .contains("does not hold the chain that --build-deps=source builds")
        .contains("asaman lock --build-deps=source");
    assertThat(world.build("--as-of", "2024-01-01").err())
        .contains("--as-of has no meaning with the lock");
    assertThat(world.run("-s", folder.resolve("demo-1.0.tar.gz").toString(), "--locked").err())
        .contains("--locked needs a lock, and -s and -d have none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name = "demo"                 | name = "other"          | demo==1.0 is not locked
          name = "demo"\\nversion = "1.0" | name = "demo"\\nversion = "1.1" | demo 1.1 is locked, and demo==1.0 is asked for
          implementation = "            | implementation = "x     | it is for x
          requires = ["tool"]           | requires = ["nothing"]  | its sdist requires tool
          build-backend = "own"         | build-backend = "other" | its sdist has the build backend own
              "tool==1.0",\\n            |                         | no locked build requirement meets tool
          dynamic-requires = ["lib>=1"] | dynamic-requires = []   | its backend asks for more: lib>=1
          lock-version = "1.0"          | lock-version = "1.1"    | has format 1.1, and this asaman knows 1.0
          requested = true              | requsted = true         | unknown key 'requsted'
          [interpreter]                 | [interpreter            | requirements.build.toml:7:
          name = "lib"                  | name = "lip"            | demo 1.0 needs lib==2.0, which the lock has no files of
          build-deps = "binary"         | build-deps = "source"   | has no package to be built from
          """)
  void aLockThatDoesNotMatchIsRefusedInOneLine(String from, String to, String says) {
    world.requirements(demo());
    isFine(world.lock());
    world.editLock(from.replace("\\n", "\n"), to == null ? "" : to.replace("\\n", "\n"));

    Result result = world.build();

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains(says).doesNotContain("Exception");
    assertThat(result.err().lines().filter(line -> line.startsWith("asaman: "))).isNotEmpty();
    assertThat(folder.resolve("wheels").resolve(DEMO)).doesNotExist();
  }

  @Test
  void aLockThatIsCutShortIsRefusedInOneLineWhereverItIsCut() {
    world.requirements(demo());
    isFine(world.lock());
    String whole = world.lockText();
    for (int end = 0; end < whole.length() - 2; end += 97) {
      Path _ = world.file("requirements.build.toml", whole.substring(0, end));

      Result result = world.build();

      assertThat(result.exitCode()).as("cut at %d", end).isNotZero();
      assertThat(result.err()).as("cut at %d", end).startsWith("asaman: ").hasLineCount(1);
    }
  }

  @Test
  void aBuildRequirementWithAnotherHashIsRefused() {
    world.requirements(demo());
    isFine(world.lock());
    String lock = world.lockText();
    int tool = lock.indexOf("name = \"tool-1.0");
    int hash = lock.indexOf("sha256 = \"", tool) + 10;
    Path _ =
        world.file(
            "requirements.build.toml",
            lock.substring(0, hash) + "00000000" + lock.substring(hash + 8));

    Result result = world.buildWithStore("another");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("tool-1.0-py3-none-any.whl: hash mismatch");
    assertThat(folder.resolve("wheels").resolve(DEMO)).doesNotExist();
  }

  @Test
  void whatDidNotChangeIsKeptAndWhatIsNewIsAdded() {
    Path demo = demo();
    world.requirements(demo);
    isFine(world.lock());
    String first = world.lockText();
    assertThat(world.lock("-q").exitCode()).isZero();
    assertThat(world.lockText()).isEqualTo(first);

    world.requirements(demo, world.sdist("more", "3.0", "tool"));
    assertThat(world.build().err()).contains("more==3.0 is not locked");
    isFine(world.lock());

    assertThat(world.lockText().lines()).containsAll(first.lines().toList());
    isFine(world.build());
    world.requirements(demo);
    assertThat(world.build().err()).contains("more 3.0 is locked, and no line asks for it");
  }

  @Test
  void upgradeRenewsWhatItNames() {
    Path demo = demo();
    world.requirements(demo, world.sdist("more", "3.0", "tool"));
    isFine(world.lock());
    assertThat(world.lockText()).contains("tool==1.0").doesNotContain("tool==1.5", "lib==2.5");
    world.wheel("lib", "2.5");
    isFine(world.lock());
    assertThat(world.lockText()).doesNotContain("lib==2.5");

    isFine(world.lock("--upgrade", "lib"));

    assertThat(world.lockText()).contains("lib==2.5").doesNotContain("lib==2.0");
    world.wheel("tool", "1.5");
    isFine(world.run("lock", "--upgrade", folder.resolve("requirements.txt").toString()));
    assertThat(world.lockText()).contains("tool==1.5").doesNotContain("tool==1.0");
    isFine(world.build());
  }

  @Test
  void theWholeChainIsBuiltFromSourceWithTheSameBytes() {
    world.requirements(demo());
    isFine(world.build());
    String hash = world.hash(DEMO);
    Result without = world.lock("--build-deps=source");
    assertThat(without.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(without.err())
        .contains("lib==2.0 as an sdist: not found")
        .contains("--allow-binary tool");
    assertThat(folder.resolve("requirements.build.toml")).doesNotExist();
    world.sdist("tool", "1.0", "lib");
    isFine(world.lock("--build-deps=source", "--allow-binary", "lib"));
    Result allowed = world.build("--build-deps=source");
    isFine(allowed);
    assertThat(allowed.err())
        .contains("1 build requirements came from source", "lib 2.0 (allowed)");
    world.sdist("lib", "2.0");

    isFine(world.lock("--build-deps=source", "--upgrade"));
    Result built = world.buildWithStore("another", "--build-deps=source");

    isFine(built);
    assertThat(built.err()).contains("2 build requirements came from source; as wheels: none");
    assertThat(world.hash(DEMO)).isEqualTo(hash);
    assertThat(world.record(DEMO)).contains("\"from\" : \"source\"").doesNotContain("\"index\"");
    assertThat(Stream.of(folder.resolve("wheels").toFile().list()))
        .noneMatch(name -> name.startsWith("tool") || name.startsWith("lib"));
    isFine(world.buildWithStore("another"));
  }

  @Test
  void aLockOfTheChainKeepsBeingOne() {
    world.requirements(demo());
    world.sdist("tool", "1.0");
    world.sdist("lib", "2.0");
    isFine(world.lock("--build-deps=source"));
    String first = world.lockText();

    isFine(world.lock());
    assertThat(world.lockText()).isEqualTo(first).contains("build-deps = \"source\"");
    isFine(world.lock("--build-deps=binary"));
    assertThat(world.lockText()).contains("build-deps = \"binary\"");
  }

  @Test
  void aWheelThatWasAddedAfterTheDateIsLockedButNotInstalled() {
    world.requirements(demo());
    isFine(world.build());
    world.wheel("tool-1.0-9-py3-none-any.whl", "tool", "1.0", "2024-04-01T00:00:00Z");

    isFine(world.lock());
    isFine(world.buildWithStore("another"));

    assertThat(world.lockText()).contains("tool-1.0-9-py3-none-any.whl");
    assertThat(world.record(DEMO))
        .contains("\"installed\" : \"tool-1.0-py3-none-any.whl\"")
        .doesNotContain("tool-1.0-9");
  }

  @Test
  void everyAlgorithmOfTheRequirementsIsLocked() {
    Path demo = demo();
    world.requirements(demo);
    String sha512 = LockWorld.sha512(demo);
    Path _ = world.file("requirements.txt", "demo==1.0 --hash=sha512:" + sha512 + "\n");

    isFine(world.lock());
    isFine(world.build());

    assertThat(world.lockText()).contains("sha512 = \"" + sha512 + "\"");
  }

  @Test
  void anSdistOfABundleMustHaveTheHashOfTheRequirementsWhateverItsLockSays() throws Exception {
    Path demo = demo();
    String good = LockWorld.sha512(demo);
    world.requirements(demo);
    Path evil = world.sdist(new SdistBuilder("demo", "1.0").file("evil", "1"), "demo", "1.0");
    world.requirements(evil);
    isFine(world.lock());
    world.editLock(
        "sha256 = \"" + LockWorld.sha256(evil) + "\"",
        "sha256 = \"" + LockWorld.sha256(evil) + "\", sha512 = \"" + good + "\"");
    Path bundle = folder.resolve("bundle.tar");
    isFine(bundle(bundle));
    Files.delete(folder.resolve("requirements.build.toml"));
    Path _ = world.file("requirements.txt", "demo==1.0 --hash=sha512:" + good + "\n");

    Result result = world.buildWithStore("another", "--bundle", bundle.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("demo-1.0.tar.gz: hash mismatch");
    assertThat(folder.resolve("wheels").resolve(DEMO)).doesNotExist();
  }

  @Test
  void whatIsNamedWithoutAHashIsComparedByWhatItIs() {
    Path demo = world.sdist("demo", "1.0");
    Path _ = world.file("requirements.txt", demo + "\n");
    isFine(world.lock("--no-hash"));
    isFine(world.build("--no-hash"));
    world.sdist(new SdistBuilder("demo", "1.0").file("more", "1"), "demo", "1.0");
    assertThat(world.build("--no-hash").err())
        .contains("demo 1.0 is locked with another sdist than the requirements name");
    Path _ =
        world.file(
            "requirements.txt", "demo @ " + world.index.url("/files/demo-1.0.tar.gz") + "\n");
    isFine(world.lock("--no-hash"));
    isFine(world.build("--no-hash"));
    Path _ =
        world.file(
            "requirements.txt", "demo @ " + world.index.url("/other/demo-1.0.tar.gz") + "\n");
    assertThat(world.build("--no-hash").err()).contains("is locked with another sdist");
  }

  @Test
  void aFileWhoseHashMovedIsNotLockedAgainUnseen() {
    Path demo = demo();
    world.requirements(demo);
    isFine(world.lock());
    String first = world.lockText();
    world.editLock(
        LockWorld.sha256(folder.resolve("offered/tool-1.0-py3-none-any.whl")), "ab".repeat(32));
    String edited = world.lockText();
    world.requirements(demo, world.sdist("more", "3.0", "tool"));

    Result result = world.lock();

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err())
        .contains("tool-1.0-py3-none-any.whl: hash mismatch: expected sha256:abab");
    assertThat(world.lockText()).isEqualTo(edited);
    isFine(world.lock("--upgrade"));
    assertThat(world.lockText().lines()).containsAll(first.lines().toList());
  }

  @Test
  void aDamagedLockIsMadeAnewByTheCommandThatItsMessageNames() {
    world.requirements(demo());
    isFine(world.lock());
    String whole = world.lockText();
    Path _ = world.file("requirements.build.toml", "<<<<<<< ours\n" + whole);
    assertThat(world.lock().err()).contains("make the lock anew with asaman lock --upgrade");

    isFine(world.lock("--upgrade"));

    assertThat(world.lockText()).isEqualTo(whole);
  }

  @Test
  void aCycleIsNamedAndASeedBreaksIt() {
    world.requirements(demo());
    world.sdist("tool", "1.0", "lib");
    world.sdist("lib", "2.0", "tool");

    Result refused = world.lock("--build-deps=source");

    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("lib 2.0 and tool 1.0 need each other to be built");
    isFine(world.lock("--build-deps=source", "--seed", "tool"));
    assertThat(world.lockText()).containsOnlyOnce("binary = \"seed\"");
    Result built = world.build("--build-deps=source");
    isFine(built);
    assertThat(built.err()).contains("as wheels: tool 1.0 (seed)");
    String locked = world.lockText();
    isFine(world.lock());
    assertThat(world.lockText()).as("a seed stays one").isEqualTo(locked);
    assertThat(world.record(DEMO)).doesNotContain("\"seed\"");
    world.editLock("binary = \"seed\"\n", "");
    assertThat(world.build("--build-deps=source").err())
        .contains("need each other to be built, and no seed breaks the cycle");
  }

  @Test
  void whatNeedsABuildRequirementThatFailsIsNotBuiltAndSaysWhy() {
    Path good = world.sdist("good", "1.0");
    world.requirements(demo(), good);
    world.sdist(
        new SdistBuilder("tool", "1.0").backend("raise SystemExit('no way')"), "tool", "1.0");
    world.sdist("lib", "2.0");
    Result lock = world.lock("--build-deps=source");
    assertThat(lock.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(lock.err()).contains("tool 1.0: the build failed", "needed to build others");
    world.sdist(
        new SdistBuilder("tool", "1.0")
            .backend("build_wheel = lambda *a, **k: exec('raise SystemExit(3)')"),
        "tool",
        "1.0");
    isFine(world.lock("--build-deps=source"));

    Result built = world.build("--build-deps=source");

    assertThat(built.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(built.err())
        .contains("tool 1.0: the build failed (exit code 3)")
        .contains("demo 1.0: was not built, as it needs tool 1.0");
    assertThat(folder.resolve("wheels").resolve("good-1.0-py3-none-any.whl")).exists();
    assertThat(folder.resolve("wheels").resolve(DEMO)).doesNotExist();
  }

  @Test
  void graphAndWhyTellWhoNeedsWhom() {
    world.requirements(demo());
    world.sdist("tool", "1.0", "lib");
    world.sdist("lib", "2.0");
    assertThat(world.lock("--graph").err()).contains("is not there; make it with asaman lock");
    isFine(world.lock("--build-deps=source"));

    assertThat(world.lock("--graph").out())
        .isEqualTo("demo 1.0 (requested)\n  lib 2.0\n  tool 1.0\n    lib 2.0\n");
    assertThat(world.lock("--graph=dot").out())
        .startsWith("digraph build {")
        .contains("\"demo==1.0\" -> \"tool==1.0\";", "\"tool==1.0\" -> \"lib==2.0\";");
    assertThat(world.lock("--graph=json").out())
        .contains("asaman/lock-graph/1", "\"from\" : \"source\"", "\"to\" : \"lib==2.0\"");
    assertThat(world.lock("--why", "LIB").out())
        .isEqualTo("lib 2.0\n  demo 1.0 (requested)\n  tool 1.0\n    demo 1.0 (requested)\n");
    assertThat(world.lock("--why", "nobody").err()).contains("nobody: not found in ");
  }

  @Test
  void aBundleBuildsWithoutAnyNetwork() throws Exception {
    world.requirements(demo());
    world.sdist("tool", "1.0", "lib");
    world.sdist("lib", "2.0");
    isFine(world.build());
    String hash = world.hash(DEMO);
    isFine(world.lock("--build-deps=source"));
    Path bundle = folder.resolve("bundle.tar");
    isFine(bundle(bundle));
    byte[] first = Files.readAllBytes(bundle);
    isFine(bundle(bundle));
    assertThat(Files.readAllBytes(bundle)).isEqualTo(first);
    world.index.close();

    isFine(world.buildWithStore("another", "--bundle", bundle.toString()));
    assertThat(world.hash(DEMO)).isEqualTo(hash);
    isFine(world.buildWithStore("third", "--bundle", bundle.toString(), "--build-deps=source"));
    assertThat(world.hash(DEMO)).isEqualTo(hash);
    Files.delete(folder.resolve("requirements.build.toml"));
    isFine(world.buildWithStore("fourth", "--bundle", bundle.toString()));
  }

  private Result bundle(Path bundle, String... options) {
    return world.run(
        Stream.concat(
                Stream.of(
                    "bundle",
                    "-r",
                    folder.resolve("requirements.txt").toString(),
                    "-o",
                    bundle.toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void aBundleThatLacksSomethingOrIsNoneIsRefusedInOneLine() throws Exception {
    world.requirements(demo());
    world.sdist("tool", "1.0");
    world.sdist("lib", "2.0");
    Path bundle = folder.resolve("bundle.tar");
    assertThat(bundle(bundle).err()).contains("asaman bundle needs it");
    isFine(world.lock("--build-deps=source"));
    isFine(bundle(bundle, "--build-deps=source"));
    assertThat(world.buildWithStore("another", "--bundle", bundle.toString()).err())
        .contains("-py3-none-any.whl: not found in " + bundle);
    byte[] whole = Files.readAllBytes(bundle);
    for (int length : new int[] {0, 100, 3000, whole.length / 2}) {
      Files.write(bundle, java.util.Arrays.copyOf(whole, length));
      Result cut = world.buildWithStore("another", "--bundle", bundle.toString());
      assertThat(cut.exitCode()).as("cut to %d", length).isEqualTo(ExitCode.FAILED);
      assertThat(cut.err()).startsWith("asaman: " + bundle).hasLineCount(1);
    }
  }
}
