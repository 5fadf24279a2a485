package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import build.bazel.remote.execution.v2.ActionResult;
import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.asaman.exec.Cluster.Expected;
import org.asaman.exec.RootFolder;
import org.asaman.exec.Surroundings;
import org.asaman.exec.Toolchains;
import org.asaman.exec.Tree;
import org.asaman.store.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What workers say of themselves before anything is built on them.
final class WorkersTest {
  private World world;
  private RemoteCluster cluster;
  private Path python;
  private Expected expected;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world = new World(folder);
    cluster = world.connect(world.access(), true);
    python = Files.writeString(folder.resolve("python"), "the interpreter");
    expected = new Expected("/usr/bin/python3", List.of(python), Optional.empty());
  }

  @AfterEach
  void close() {
    cluster.close();
    world.close();
  }

  private void answers(String folder, String content, boolean network, String... tools) {
    String files = "{\"%s\": \"%s\"}".formatted(python, Digest.ofUtf8(content).hash());
    answers(folder, files, network, "[\"" + String.join("\", \"", tools) + "\"]");
  }

  private void answers(String folder, String files, boolean network, String tools) {
    String json =
        "{\"folder\": \"%s\", \"files\": %s, \"network\": %s, \"answers\": %s}"
            .formatted(folder, files, network, tools);
    world.fake.work = _ -> World.file("out/answer.json", world.fake.cas.put(json.getBytes(UTF_8)));
  }

  private String refusal() {
    return world.refusal(() -> cluster.toolchains(expected));
  }

  @Test
  void toolsOfWorkersAreToldLikeThoseOfThisMachine() {
    answers("/tmp/asaman-workers", "the interpreter", false, "rustc 1.80.0", "cc 12.2\\nmore");
    assertThat(cluster.toolchains(expected).fingerprint())
        .isEqualTo("rustc: rustc 1.80.0\ncc: cc 12.2\ncc: more");
    assertThat(cluster.toolchains(expected)).isEqualTo(cluster.toolchains(expected));
    assertThat(world.fake.count("Execute")).isEqualTo(1);
    assertThat(world.warnings).isEmpty();
  }

  @Test
  void anotherInterpreterIsRefusedAndAskedForOnce() {
    answers("/tmp/asaman-workers", "another", false);
    String line =
        world.fake.address()
            + ": its workers have another "
            + python
            + "; name with --python one that they have too, or give them a root with --root";
    assertThat(refusal()).isEqualTo(line);
    assertThat(refusal()).isEqualTo(line);
    assertThat(world.fake.count("Execute")).isEqualTo(1);
  }

  @Test
  void filesThatAreNotAtTheRootAreRefused() {
    answers("/worker/build/1/root/tmp/asaman-workers", "the interpreter", false);
    assertThat(refusal())
        .contains(
            "its workers show the files of an action in /worker/build/1/root/tmp/asaman-workers");
  }

  @Test
  void aNetworkIsAWarning() {
    answers("/tmp/asaman-workers", "the interpreter", true);
    assertThat(cluster.toolchains(expected)).isNotNull();
    assertThat(world.warnings).singleElement().asString().contains("have a network");
  }

  @Test
  void anInterpreterThatCannotBeStartedIsToldWithTheLastWords() {
    world.fake.work =
        _ ->
            ActionResult.newBuilder()
                .setExitCode(127)
                .setStderrRaw(ByteString.copyFromUtf8("first\nno such file\n"))
                .build();
    assertThat(refusal()).contains("its workers cannot start /usr/bin/python3 (no such file)");
  }

  @Test
  void anAnswerThatIsNoneIsRefused() {
    for (String answer : List.of("", "[", "[]", "7")) {
      world.fake.work =
          _ -> World.file("out/answer.json", world.fake.cas.put(answer.getBytes(UTF_8)));
      try (RemoteCluster fresh = world.connect(world.access(), true)) {
        assertThat(world.refusal(() -> fresh.toolchains(expected))).contains("its workers ");
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    world.fake.work = _ -> ActionResult.getDefaultInstance();
    assertThat(refusal()).contains("its workers do not tell what they are");
  }

  /// A root on this machine, as [org.asaman.root.Roots] lays it out.
  private RootFolder root(Path folder) throws Exception {
    Files.createDirectories(folder.resolve("usr/bin"));
    Files.createSymbolicLink(folder.resolve("bin"), Path.of("usr/bin"));
    Tree tree = new Tree();
    tree.symlink("bin", "usr/bin");
    for (int i = 0; i < 3; i++) {
      String content = "program " + i;
      Path file = Files.writeString(folder.resolve("usr/bin/p" + i), content);
      assertThat(file.toFile().setExecutable(i == 0)).isTrue();
      tree.file("usr/bin/p" + i, Digest.ofUtf8(content), i == 0);
    }
    return new RootFolder(folder, tree.digest());
  }

  @Test
  void aRootTravelsWithTheActionAndItsFilesAreCompared(@TempDir Path folder) throws Exception {
    RootFolder root = root(folder);
    expected = new Expected("/usr/bin/p0", List.of(), Optional.of(root));
    answers("/tmp/asaman-workers", rootFiles("program 2"), false, "[]");
    assertThat(cluster.toolchains(expected)).isEqualTo(Toolchains.NONE);
    assertThat(world.fake.cas.blobs.get(root.digest())).isNotNull();
    for (int i = 0; i < 3; i++) {
      assertThat(world.fake.cas.blobs.get(Digest.ofUtf8("program " + i))).isNotNull();
    }
    byte[] sent =
        world.fake.cas.blobs.get(
            Protocol.digest(world.fake.executed.getFirst().getActionDigest()).orElseThrow());
    assertThat(new String(sent, UTF_8)).contains(Surroundings.ROOT, root.digest().toString());
  }

  @Test
  void aServerThatDoesNotBuildInTheRootIsRefused(@TempDir Path folder) throws Exception {
    expected = new Expected("/usr/bin/p0", List.of(), Optional.of(root(folder)));
    answers("/tmp/asaman-workers", rootFiles("the worker's own"), false, "[]");
    assertThat(refusal())
        .contains("its workers have another /usr/bin/p2; they have to support chrootRootDigest");
  }

  private static String rootFiles(String last) {
    return "{\"/usr/bin/p0\": \"%s\", \"/usr/bin/p1\": \"%s\", \"/usr/bin/p2\": \"%s\"}"
        .formatted(
            Digest.ofUtf8("program 0").hash(),
            Digest.ofUtf8("program 1").hash(),
            Digest.ofUtf8(last).hash());
  }

  @Test
  void aRootThatWasAlteredInTheStoreIsNotSent(@TempDir Path folder) throws Exception {
    RootFolder root = root(folder);
    Path _ = Files.writeString(folder.resolve("usr/bin/p1"), "altered");
    expected = new Expected("/usr/bin/p0", List.of(), Optional.of(root));
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> cluster.toolchains(expected)))
        .hasMessageContaining("was altered in the store");
    assertThat(world.fake.count("Execute")).isZero();
  }

  @Test
  void whatIsRememberedOfARootIsWhatWasRead(@TempDir Path folder) throws Exception {
    RootFolder root = root(folder);
    RootBlobs read = RootBlobs.of(root, world.store);
    assertThat(read.files()).containsOnlyKeys("usr/bin/p0", "usr/bin/p1", "usr/bin/p2");
    Files.delete(folder.resolve("usr/bin/p1"));
    assertThat(RootBlobs.of(root, world.store)).isEqualTo(read);
  }
}
