package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import build.bazel.remote.execution.v2.ActionResult;
import build.bazel.remote.execution.v2.OutputDirectory;
import build.bazel.remote.execution.v2.OutputFile;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import org.asaman.exec.Directory;
import org.asaman.store.Digest;
import org.asaman.testing.FakeCas;
import org.asaman.testing.FakeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Results as a server may word them, and those that no honest one gives.
final class HostileResultsTest {
  @TempDir Path folder;
  private World world;
  private FakeServer fake;

  @BeforeEach
  void open() {
    world = new World(folder);
    fake = world.fake;
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../x", "/etc/x", "out/../x", "out//x", "out/./x", "", "out/", "out/a\0b"})
  void anOutputThatLiesNowhereIsRefused(String path) throws Exception {
    Digest wheel = fake.cas.put("other".getBytes(UTF_8));
    fake.work = _ -> World.file(path, wheel);
    refused("an output file that lies nowhere");
    Directory hidden =
        new Directory(List.of(new Directory.FileNode(path, wheel, false)), List.of(), List.of());
    if (!path.equals("out//x") && !path.startsWith("out/")) {
      fake.work = _ -> inFolder(hidden.toBytes());
      refused("an output file that lies nowhere");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "../../../etc/passwd", "ABCDEF"})
  void aDigestThatIsNoneIsRefused(String hash) throws Exception {
    var none = build.bazel.remote.execution.v2.Digest.newBuilder().setHash(hash).build();
    fake.work =
        _ ->
            ActionResult.newBuilder()
                .addOutputFiles(OutputFile.newBuilder().setPath("out/a").setDigest(none))
                .build();
    refused("a digest that is none");
    fake.work =
        _ ->
            ActionResult.newBuilder()
                .addOutputDirectories(
                    OutputDirectory.newBuilder().setPath("out").setTreeDigest(none))
                .build();
    refused("a digest that is none");
    fake.work = _ -> ActionResult.newBuilder().setStdoutDigest(none).build();
    refused("a digest that is none");
  }

  @Test
  void aTreeThatIsNoneIsRefused() throws Exception {
    byte[] garbage = {-1, -1, -1, 7};
    Digest tree = fake.cas.put(garbage);
    fake.work =
        _ ->
            ActionResult.newBuilder()
                .addOutputDirectories(
                    OutputDirectory.newBuilder()
                        .setPath("out")
                        .setTreeDigest(FakeCas.message(tree)))
                .build();
    refused("an output folder that is none: out");
    fake.work = _ -> inFolder(garbage);
    refused("an output folder that is none: out");
  }

  @Test
  void moreOutputThanABuildMayWriteIsRefused() throws Exception {
    Digest small = fake.cas.put("other".getBytes(UTF_8));
    ActionResult.Builder many = ActionResult.newBuilder();
    for (int i = 0; i < 5000; i++) {
      many.addOutputFiles(
          OutputFile.newBuilder().setPath("out/" + i).setDigest(FakeCas.message(small)));
    }
    fake.work = _ -> many.build();
    refused("more output than a build may write");
    for (long size : List.of(5L << 30, Long.MAX_VALUE - 3, Long.MAX_VALUE)) {
      ActionResult large =
          World.file("out/a", small).toBuilder()
              .addOutputFiles(World.file("out/b", new Digest(small.hash(), size)).getOutputFiles(0))
              .build();
      fake.work = _ -> large;
      refused("more output than a build may write");
      Digest tree = new Digest(small.hash(), size);
      fake.work =
          _ ->
              ActionResult.newBuilder()
                  .addOutputDirectories(
                      OutputDirectory.newBuilder()
                          .setPath("out")
                          .setTreeDigest(FakeCas.message(tree)))
                  .build();
      refused("more output than a build may write");
    }
    assertThat(fake.count("BatchReadBlobs") + fake.count("Read")).isZero();
  }

  @Test
  void anOutputFolderMayComeByItself() throws Exception {
    Digest wheel = fake.cas.put(World.WHEEL);
    Digest child = fake.cas.put(new Directory(List.of(), List.of(), List.of()).toBytes());
    byte[] directory =
        new Directory(
                List.of(new Directory.FileNode("demo-1.0-py3-none-any.whl", wheel, false)),
                List.of(new Directory.DirectoryNode("sub", child)),
                List.of())
            .toBytes();
    Digest root = fake.cas.put(directory);
    fake.work =
        _ ->
            ActionResult.newBuilder()
                .addOutputDirectories(
                    OutputDirectory.newBuilder()
                        .setPath("out")
                        .setRootDirectoryDigest(FakeCas.message(root)))
                .build();
    world.requireWheel(world.execute());
    assertThat(fake.count("GetTree")).isEqualTo(1);
  }

  @Test
  void aLogComesRawOrByItsDigest() throws Exception {
    Digest out = fake.cas.put("said\n".getBytes(UTF_8));
    fake.work =
        _ ->
            world.wheel().toBuilder()
                .setStdoutDigest(FakeCas.message(out))
                .setStderrRaw(ByteString.copyFromUtf8("complained\n"))
                .build();
    assertThat(world.text(world.execute().log())).isEqualTo("said\ncomplained\n");
    fake.results.clear();
    fake.work =
        _ ->
            world.wheel().toBuilder()
                .setStdoutRaw(ByteString.copyFromUtf8("said\n"))
                .setStderrDigest(FakeCas.message(out))
                .build();
    assertThat(world.text(world.execute().log())).isEqualTo("said\nsaid\n");
  }

  @Test
  void ofAHugeLogTheEndIsKept() throws Exception {
    byte[] huge = new byte[(16 << 20) + 1000];
    java.util.Arrays.fill(huge, (byte) 'x');
    byte[] end = "the last words".getBytes(UTF_8);
    System.arraycopy(end, 0, huge, huge.length - end.length, end.length);
    Digest digest = fake.cas.put(huge);
    fake.work = _ -> world.wheel().toBuilder().setStdoutDigest(FakeCas.message(digest)).build();
    String log = world.text(world.execute().log());
    assertThat(log).hasSize(16 << 20).endsWith("xthe last words");
    assertThat(fake.cas.offsets).containsExactly("read 1000");
  }

  @Test
  void howLongItRanIsWithinReason() throws Exception {
    for (long seconds : List.of(-5L, 7L, Long.MAX_VALUE)) {
      fake.results.clear();
      ActionResult.Builder result =
          world.wheel().toBuilder()
              .setExecutionMetadata(
                  build.bazel.remote.execution.v2.ExecutedActionMetadata.newBuilder()
                      .setVirtualExecutionDuration(
                          com.google.protobuf.Duration.newBuilder().setSeconds(seconds)));
      fake.work = _ -> result.build();
      assertThat(world.execute().seconds()).isBetween(0L, 31_536_000L);
    }
  }

  private ActionResult inFolder(byte[] directory) {
    Digest tree =
        fake.cas.put(
            build.bazel.remote.execution.v2.Tree.newBuilder()
                .setRoot(ByteString.copyFrom(directory))
                .build()
                .toByteArray());
    return ActionResult.newBuilder()
        .addOutputDirectories(
            OutputDirectory.newBuilder().setPath("out").setTreeDigest(FakeCas.message(tree)))
        .build();
  }

  private void refused(String why) throws Exception {
    fake.results.clear();
    assertThat(world.refusal(() -> world.execute()))
        .contains("answers with " + why)
        .doesNotContain("\0");
  }
}
