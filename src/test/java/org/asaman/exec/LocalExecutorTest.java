package org.asaman.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every form of the sandbox keeps the same promises.
final class LocalExecutorTest {
  private static final String WORK = "tmp/pip-wheel-build/demo-1.0";

  @TempDir Path folder;
  private Store store;
  private List<Path> roots = List.of();

  @BeforeEach
  void openStore() {
    store = Store.open(folder.resolve("store"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "UNSHARE"})
  void aBoxIsTheSameForEveryCaller(SandboxChoice choice) throws Exception {
    String said =
        run(
            choice,
            """
            id -u; id -g; cat /proc/sys/kernel/hostname; pwd; ls /; ls -a .; cat input/a.txt
            /usr/bin/env | sort; echo $PPID; touch /tmp/x && echo tmp; touch ./y && echo work
            touch /dev/shm/x && echo shared memory
            """);
    assertThat(said.lines())
        .startsWith("1000", "1000", "asaman", "/" + WORK, "bin")
        .contains("content of a", "GREETING=hello", "tmp", "work", "shared memory")
        .doesNotContain("HOME=" + System.getenv("HOME"))
        .doesNotContain("root", "home", "srv", "mnt");
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "UNSHARE"})
  void aBoxHasNoNetworkAndNothingOfTheHostCanBeWritten(SandboxChoice choice) throws Exception {
    String said =
        run(
            choice,
            """
            ls /sys/class/net 2>/dev/null; cut -d: -f1 -s /proc/net/dev | tr -d ' '
            for f in /usr/x /etc/x /x input/x env/x /proc/sys/kernel/hostname; do
              (echo x > $f) 2>/dev/null && echo "wrote $f"
            done
            ls /home /root 2>/dev/null; ls /proc | grep -c '^[0-9]'; true
            """);
    assertThat(said.lines().filter(line -> !line.isBlank())).startsWith("lo").hasSize(2);
    assertThat(said).doesNotContain("wrote");
    assertThat(Integer.parseInt(said.lines().toList().getLast())).isLessThan(12);
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "UNSHARE"})
  void noProgramOfABuildRequirementRunsBeforeTheBoxIsClosed(SandboxChoice choice) throws Exception {
    String said =
        run(
            choice,
            "id -u; grep -c . /proc/self/uid_map; grep -E 'CapEff|NoNewPrivs' /proc/self/status");
    assertThat(said.lines())
        .containsExactly("1000", "1", "CapEff:\t0000000000000000", "NoNewPrivs:\t1");
  }

  @Test
  void anOrdinaryUsersBoxMadeByUnshareHasItsName() throws Exception {
    for (String name : List.of("", "box", "etc")) {
      Path path = Files.createDirectories(folder.resolve(name));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    List<String> cat = List.of("/bin/cat", "/proc/sys/kernel/hostname");
    List<String> line = new ArrayList<>();
    if (Identity.ofThisProcess().root()) {
      line.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
    }
    line.addAll(
        new Unshare(new Identity(false), BoxLimits.ofThisMachine(), false)
            .commandLine(
                HostSystem.of(folder.resolve("etc"), List.of()),
                new Box("/" + WORK, List.of(), List.of(), new TreeMap<>(), cat, Surroundings.USUAL),
                folder.resolve("box")));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("asaman\n");
  }

  @ParameterizedTest
  @EnumSource
  void filesLeftInTheOutputFolderAreTheResult(SandboxChoice choice) throws Exception {
    ActionResult result =
        execute(
            choice,
            "echo made > out/made; chmod 755 out/made; ln -s /etc/passwd out/link; mkdir out/dir; exit 3",
            Duration.ofSeconds(60));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.outputs())
        .singleElement()
        .satisfies(o -> assertThat(o.executable()).isTrue());
    assertThat(result.output("out/made").map(o -> text(o.digest()))).contains("made\n");
  }

  @ParameterizedTest
  @EnumSource
  void nothingOutlivesItsTime(SandboxChoice choice) throws Exception {
    ActionResult result =
        execute(choice, "echo began; (sleep 300 &) ; sleep 300", Duration.ofSeconds(2));
    assertThat(result.exitCode()).isEqualTo(Executor.TIMED_OUT);
    assertThat(text(result.log())).startsWith("began\n");
  }

  @Test
  void aBuildThatWritesMoreThanItMayIsNoResultHoweverFastItEnds() throws Exception {
    ActionResult files =
        execute(
            SandboxChoice.AUTO,
            "truncate -s 3G out/a; truncate -s 3G out/b",
            Duration.ofMinutes(1));
    assertThat(files.exitCode()).isEqualTo(Executor.TOO_MUCH_OUTPUT);
    assertThat(files.outputs()).isEmpty();
    ActionResult log =
        execute(SandboxChoice.AUTO, "perl -e 'truncate(STDOUT, 2 ** 31)'", Duration.ofMinutes(1));
    assertThat(log.exitCode()).isEqualTo(Executor.TOO_MUCH_OUTPUT);
    assertThat(log.log().size()).isEqualTo(16L << 20);
  }

  @Test
  void aBuildThatHidesWhatItWritesIsEnded() throws Exception {
    String deep = "cd out; for i in $(seq 30); do mkdir " + "d".repeat(200) + "; cd d*; done";
    ActionResult result = execute(SandboxChoice.AUTO, deep, Duration.ofMinutes(1));
    assertThat(result.exitCode()).isEqualTo(Executor.TOO_MUCH_OUTPUT);
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "UNSHARE"})
  void anInterpreterInTheTemporaryFolderIsSeen(SandboxChoice choice) throws Exception {
    Path interpreter = Files.createTempDirectory(Path.of("/tmp"), "it's an interpreter ");
    try {
      Files.setPosixFilePermissions(interpreter, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.writeString(interpreter.resolve("here"), "seen");
      roots = List.of(interpreter);
      assertThat(run(choice, "cat \"" + interpreter + "/here\"")).isEqualTo("seen");
    } finally {
      Files.deleteIfExists(interpreter.resolve("here"));
      Files.delete(interpreter);
    }
  }

  @Test
  void withoutASandboxBuildsOfOnePathWaitForEachOther() throws Exception {
    String alone = "mkdir there && sleep 0.2 && rmdir there";
    List<Thread> threads = new ArrayList<>();
    List<Object> ends = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  ends.add(execute(SandboxChoice.NONE, alone, Duration.ofMinutes(1)).exitCode());
                } catch (Exception e) {
                  ends.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ends).containsExactly(0, 0, 0);
  }

  @Test
  void aFolderIsWholeAsLongAsAllThatIsInItIsThere() throws IOException {
    Tree tree = new Tree();
    Digest deep = store.put(new byte[] {1});
    tree.file("a/b/c", deep, false);
    Digest root = tree.store(store);
    assertThat(Tree.isWhole(root, store)).isTrue();
    Files.delete(store.path(deep));
    assertThat(Tree.isWhole(root, store)).isFalse();
  }

  @Test
  void withoutASandboxNothingIsLeftAtTheBuildPath() throws Exception {
    String said = run(SandboxChoice.NONE, "pwd; cat input/a.txt; echo $GREETING");
    assertThat(said.lines()).containsExactly("/" + WORK, "content of a", "hello");
    assertThat(Path.of("/" + WORK)).doesNotExist();
  }

  @Test
  void actionsAreEqualWhateverTheOrderOfTheirMaking() {
    Tree one = new Tree();
    one.file("b/c", store.put(new byte[] {1}), false);
    one.file("a", store.put(new byte[] {2}), true);
    Tree two = new Tree();
    two.file("a", store.put(new byte[] {2}), true);
    two.file("b/c", store.put(new byte[] {1}), false);
    assertThat(one.store(store)).isEqualTo(two.store(store));
  }

  @Test
  void theEmptyDirectoryHasTheDigestOfTheEmptyMessage() {
    assertThat(new Tree().store(store).hash())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void aResultWhoseContentIsGoneIsNoResult() throws IOException, InterruptedException {
    ActionCache cache = new ActionCache(store, SharedResults.NONE);
    Digest nothing = new Tree().store(store);
    Action action = new Action(nothing, nothing, "", Surroundings.USUAL, Duration.ZERO);
    ActionResult result =
        new ActionResult(List.of(), 0, store.put("log".getBytes(UTF_8)), "none", 7);
    cache.put(action, result);
    assertThat(cache.get(action)).contains(result);
    Files.delete(store.path(result.log()));
    assertThat(cache.get(action)).isEmpty();
  }

  @Test
  void aSandboxThatIsNotThereIsSaidInOneLine() {
    assertThatThrownBy(() -> start(SandboxChoice.BWRAP, Map.of("PATH", "/nowhere")))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("bwrap) is not on PATH; install bubblewrap");
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "UNSHARE"})
  void otherSurroundingsAreSeenInTheBoxAndNotInItsEnvironment(SandboxChoice choice)
      throws Exception {
    Surroundings other =
        Surroundings.USUAL
            .withHostName("elsewhere")
            .withUser("someone", 4321)
            .withProcessors(1)
            .withOldKernel()
            .withOtherCaller();
    String said =
        run(
            choice,
            """
            uname -n; id -un; id -u; nproc; getconf _NPROCESSORS_ONLN; uname -r | cut -c1-4
            echo "/usr/bin/env: $(/usr/bin/env | sort | tr '\n' ' ')"
            """,
            other);
    String usual = run(choice, "echo \"/usr/bin/env: $(/usr/bin/env | sort | tr '\n' ' ')\"");
    assertThat(said.lines())
        .startsWith("elsewhere", "someone", "4321", "1", "1", "2.6.")
        .endsWith(usual.replace("\n", ""));
    assertThat(run(choice, "getconf _NPROCESSORS_ONLN", Surroundings.USUAL.withProcessors(7)))
        .isEqualTo("7\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "UNSHARE"})
  void aBoxCanHaveAnotherClock(SandboxChoice choice) throws Exception {
    assumeTrue(
        FakeTime.library().isPresent() || "true".equals(System.getenv("CI")),
        "libfaketime is not installed");
    assertThat(run(choice, "date +%Y; sleep 0.1", Surroundings.USUAL.withClock("+36500d")))
        .startsWith("21");
    List<String> still =
        run(choice, "date +%s; sleep 1; date +%s", clock("2027-03-01 12:34:56")).lines().toList();
    assertThat(still).containsExactly("1803904496", "1803904496");
    assertThat(run(choice, "/usr/bin/env | grep -v FAKETIME_SHARED", clock("+1d")))
        .isEqualTo(run(choice, "/usr/bin/env"));
  }

  private static Surroundings clock(String clock) {
    return Surroundings.USUAL.withClock(clock);
  }

  private String run(SandboxChoice choice, String script, Surroundings surroundings)
      throws Exception {
    ActionResult result = execute(choice, script, Duration.ofSeconds(60), surroundings);
    assertThat(result.exitCode()).as(text(result.log())).isZero();
    return text(result.log());
  }

  private String run(SandboxChoice choice, String script) throws Exception {
    ActionResult result = execute(choice, script, Duration.ofSeconds(60));
    assertThat(result.exitCode()).as(text(result.log())).isZero();
    return text(result.log());
  }

  private ActionResult execute(SandboxChoice choice, String script, Duration timeout)
      throws Exception {
    return execute(choice, script, timeout, Surroundings.USUAL);
  }

  private ActionResult execute(
      SandboxChoice choice, String script, Duration timeout, Surroundings surroundings)
      throws Exception {
    Optional<Path> bwrap =
        Stream.of(System.getenv("PATH").split(":"))
            .map(p -> Path.of(p, "bwrap"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        choice != SandboxChoice.BWRAP || bwrap.isPresent() || "true".equals(System.getenv("CI")),
        "bubblewrap is not installed");
    Tree tree = new Tree();
    tree.file(WORK + "/input/a.txt", store.put("content of a\n".getBytes(UTF_8)), false);
    for (String shadow :
        List.of("setpriv", "unshare", "prlimit", "env", "setsid", "sh", "taskset", "setarch")) {
      byte[] program = "#!/bin/sh\necho shadowed; id; exec false\n".getBytes(UTF_8);
      tree.file(WORK + "/env/bin/" + shadow, store.put(program), true);
    }
    tree.file(WORK + "/run.sh", store.put(script.getBytes(UTF_8)), false);
    Command command =
        new Command(
            List.of("/bin/sh", "run.sh"),
            new TreeMap<>(
                Map.of("GREETING", "hello", "PATH", "/" + WORK + "/env/bin:/usr/bin:/bin")),
            WORK,
            List.of("out"));
    Action action =
        new Action(store.put(command.toBytes()), tree.store(store), "", surroundings, timeout);
    return start(choice, System.getenv()).execute(action, _ -> {});
  }

  private LocalExecutor start(SandboxChoice choice, Map<String, String> environment)
      throws InterruptedException {
    Toolchains none = new Toolchains(List.of(), List.of(), "");
    return LocalExecutor.start(store, choice, roots, none, environment);
  }

  private String text(Digest digest) {
    return new String(store.read(digest), UTF_8);
  }
}
