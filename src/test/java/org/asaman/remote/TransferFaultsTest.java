package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.ServerCapabilities;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.asaman.exec.Tree;
import org.asaman.store.Digest;
import org.asaman.testing.FakeCas;
import org.asaman.testing.FakeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Content on its way to a server and back, when that goes wrong: never other bytes than the
/// digest's.
final class TransferFaultsTest {
  /// More than a batch holds.
  private static final byte[] LARGE = World.random(5_000_000);

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

  @Test
  void aServerWithoutRoomIsSaidInOneLine() throws Exception {
    fake.fail("BatchUpdateBlobs", Status.RESOURCE_EXHAUSTED.withDescription("disk full"));
    Server server = world.server();
    assertThat(world.refusal(() -> world.executor(server, false).execute(world.action(), _ -> {})))
        .contains("has no room for more", "(disk full)", "try later");
    assertThat(fake.count("BatchUpdateBlobs")).isEqualTo(5);
    assertThat(fake.count("Execute")).isZero();
  }

  @Test
  void aServerThatFindsRoomIsAskedAgain() throws Exception {
    fake.fail("BatchUpdateBlobs", 4, Status.RESOURCE_EXHAUSTED);
    world.requireWheel(world.execute());
    assertThat(fake.count("BatchUpdateBlobs")).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void smallContentThatIsNotTheDigestsIsRefused(Lie lie) throws Exception {
    Digest digest = fake.cas.put(World.WHEEL);
    fake.cas.altered = lie.change;
    Cas cas = cas();
    assertThat(world.refusal(() -> cas.fetch(List.of(digest), world.store)))
        .contains("it sends other bytes than those of " + digest.hash());
    assertThat(fake.count("BatchReadBlobs")).isEqualTo(5);
    assertThat(world.store.has(digest)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void largeContentThatIsNotTheDigestsIsRefused(Lie lie) throws Exception {
    Digest digest = fake.cas.put(LARGE);
    fake.cas.altered = lie.change;
    Cas cas = cas();
    assertThat(world.refusal(() -> cas.fetch(List.of(digest), world.store))).contains("content");
    assertThat(fake.count("Read")).isBetween(1L, 5L);
    assertThat(world.store.has(digest)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whatComesRightTheSecondTimeIsTaken(Lie lie) throws Exception {
    Digest small = fake.cas.put(World.WHEEL);
    Digest large = fake.cas.put(LARGE);
    java.util.concurrent.atomic.AtomicInteger lies =
        new java.util.concurrent.atomic.AtomicInteger(2);
    fake.cas.altered = content -> lies.getAndDecrement() > 0 ? lie.change.apply(content) : content;
    cas().fetch(List.of(small, large), world.store);
    assertThat(world.store.read(small)).isEqualTo(World.WHEEL);
    assertThat(world.store.read(large)).isEqualTo(LARGE);
  }

  /// Other bytes than those that were asked for.
  enum Lie {
    FLIPPED(content -> {
      byte[] other = content.clone();
      other[other.length / 2] ^= 1;
      return other;
    }),
    TOO_SHORT(content -> Arrays.copyOf(content, content.length - 1)),
    EMPTY(_ -> new byte[0]),
    TOO_LONG(content -> Arrays.copyOf(content, content.length + 1)),
    MUCH_TOO_LONG(content -> Arrays.copyOf(content, content.length + 30_000_000));

    private final UnaryOperator<byte[]> change;

    Lie(UnaryOperator<byte[]> change) {
      this.change = change;
    }
  }

  @Test
  void contentThatIsGoneIsSaidToBeMissing() throws Exception {
    Cas cas = cas();
    for (Digest gone : List.of(Digest.ofUtf8("gone"), Digest.of(LARGE))) {
      assertThatThrownBy(() -> cas.fetch(List.of(gone), world.store))
          .isInstanceOf(MissingBlob.class);
    }
    assertThat(fake.count("BatchReadBlobs") + fake.count("Read")).isEqualTo(2);
  }

  @Test
  void anUploadThatBreaksGoesOnWhereTheServerIs() throws Exception {
    fake.cas.breakWriteAfter = 3_500_000;
    Digest digest = send(LARGE);
    assertThat(fake.cas.blobs.get(digest)).isEqualTo(LARGE);
    assertThat(fake.cas.offsets).containsExactly("write 0", "write 3500000");
    assertThat(fake.count("QueryWriteStatus")).isEqualTo(1);
  }

  @Test
  void anUploadThatBreaksAtItsVeryEndIsFinished() throws Exception {
    fake.cas.breakWriteAfter = LARGE.length;
    Digest digest = send(LARGE);
    assertThat(fake.cas.blobs).containsKey(digest);
    assertThat(fake.cas.offsets).containsExactly("write 0", "write " + LARGE.length);
  }

  @Test
  void anUploadOfWhichTheServerForgotAllBeginsAnew() throws Exception {
    fake.cas.breakWriteAfter = 2_000_000;
    fake.fail("QueryWriteStatus", Status.UNIMPLEMENTED);
    fake.cas.forgetsBroken = true;
    Digest digest = send(LARGE);
    assertThat(fake.cas.blobs.get(digest)).isEqualTo(LARGE);
    assertThat(fake.cas.offsets).containsExactly("write 0", "write 0");
  }

  @Test
  void whatAServerSaysToHaveIsNotMoreThanThereIs() throws Exception {
    for (long nonsense : List.of(-7L, LARGE.length + 5L, Long.MAX_VALUE)) {
      fake.cas.blobs.clear();
      fake.cas.breakWriteAfter = 2_000_000;
      fake.cas.forgetsBroken = true;
      fake.cas.saysCommitted = nonsense;
      Digest digest = send(LARGE);
      assertThat(fake.cas.blobs.get(digest)).isEqualTo(LARGE);
    }
  }

  @Test
  void anUploadThatAlwaysBreaksIsGivenUpAfterFiveAttempts() throws Exception {
    fake.fail("Write", Status.UNAVAILABLE.withDescription("no"));
    assertThat(world.refusal(() -> send(LARGE))).contains("does not answer (no)");
    assertThat(fake.count("Write")).isEqualTo(5);
  }

  @Test
  void aDownloadThatBreaksGoesOnWhereItWas() throws Exception {
    Digest digest = fake.cas.put(LARGE);
    fake.cas.breakReadAfter = 3_000_000;
    cas().fetch(List.of(digest), world.store);
    assertThat(world.store.read(digest)).isEqualTo(LARGE);
    assertThat(fake.cas.offsets).first().isEqualTo("read 0");
    assertThat(fake.cas.offsets).hasSize(2);
    assertThat(Long.parseLong(fake.cas.offsets.getLast().substring(5))).isBetween(1L, 3_000_000L);
  }

  @Test
  void aServerThatHasTheContentMayAnswerAtOnce() throws Exception {
    for (long early : new long[] {-1, LARGE.length}) {
      Digest digest = fake.cas.put(LARGE);
      fake.cas.early = early;
      assertThat(send(LARGE)).isEqualTo(digest);
    }
    assertThat(fake.cas.stored).isEmpty();
    assertThat(fake.count("Write")).isEqualTo(2);
  }

  @Test
  void aServerThatKeptOnlyAPartIsAskedAgain() throws Exception {
    Digest _ = fake.cas.put(LARGE);
    fake.cas.early = 17;
    assertThat(world.refusal(() -> send(LARGE))).contains("it kept 17 of 5000000 bytes");
    assertThat(fake.count("Write")).isEqualTo(5);
  }

  @Test
  void contentIsAskedForAndSentOnceHoweverManyNeedIt() throws Exception {
    Server server = world.server();
    List<Blob> blobs =
        IntStream.range(0, 300).mapToObj(i -> Blob.of(("content " + i).getBytes(UTF_8))).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all =
          IntStream.range(0, 8)
              .<Future<?>>mapToObj(i ->
                  threads.submit(() -> {
                    server.uploads().ensure(blobs.subList(i * 20, 300 - (7 - i) * 20));
                    return true;
                  }))
              .toList();
      for (Future<?> each : all) {
        Object _ = each.get();
      }
    }
    var digests = blobs.stream().map(Blob::digest).collect(Collectors.toSet());
    assertThat(fake.cas.blobs.keySet()).isEqualTo(digests);
    assertThat(fake.cas.asked).doesNotHaveDuplicates().hasSize(300);
    assertThat(fake.cas.stored).doesNotHaveDuplicates().hasSize(300);
    server.uploads().ensure(blobs);
    assertThat(fake.cas.asked).hasSize(300);
  }

  @Test
  void whatOneThreadCouldNotSendAnotherOneSends() throws Exception {
    Server server = world.server();
    fake.fail("BatchUpdateBlobs", 1, Status.PERMISSION_DENIED);
    Blob blob = Blob.of("content".getBytes(UTF_8));
    assertThat(world.refusal(() -> server.uploads().ensure(List.of(blob))))
        .contains("does not allow this");
    server.uploads().ensure(List.of(blob));
    assertThat(fake.cas.blobs).containsKey(blob.digest());
  }

  @Test
  void batchesAreNoLargerThanTheServerTakes() throws Exception {
    fake.capabilities =
        cache(
            FakeServer.usual().getCacheCapabilities().toBuilder().setMaxBatchTotalSizeBytes(1000));
    Cas cas = cas();
    List<Blob> blobs =
        IntStream.of(10, 20, 300, 400, 500, 990, 2000)
            .mapToObj(n -> Blob.of(World.random(n)))
            .toList();
    cas.send(blobs);
    assertThat(fake.cas.blobs).hasSize(7);
    assertThat(fake.cas.batches).allMatch(size -> size <= 1000).hasSizeGreaterThan(1);
    assertThat(fake.count("Write")).isEqualTo(2);
    fake.cas.batches.clear();
    cas.fetch(blobs.stream().map(Blob::digest).toList(), world.store);
    assertThat(fake.cas.batches).allMatch(size -> size <= 1000);
    blobs.forEach(blob -> assertThat(world.store.has(blob.digest())).isTrue());
  }

  @Test
  void contentThatIsTooLargeForTheServerIsSaidBeforeItIsSent() throws Exception {
    fake.capabilities =
        cache(FakeServer.usual().getCacheCapabilities().toBuilder().setMaxCasBlobSizeBytes(1000));
    assertThat(world.refusal(() -> send(LARGE)))
        .contains("takes no content of 5000000 bytes, only up to 1000");
    assertThat(fake.count("Write")).isZero();
  }

  @Test
  void contentTravelsCompressedWhereTheServerTakesThat() throws Exception {
    zstd();
    byte[] text = "many of the same words ".repeat(400_000).getBytes(UTF_8);
    byte[] small = "few of the same words ".repeat(100).getBytes(UTF_8);
    Cas cas = cas();
    cas.send(List.of(blob(text), blob(small)));
    assertThat(fake.cas.blobs.get(Digest.of(text))).isEqualTo(text);
    assertThat(fake.cas.blobs.get(Digest.of(small))).isEqualTo(small);
    Files.delete(world.store.path(Digest.of(text)));
    Files.delete(world.store.path(Digest.of(small)));
    cas.fetch(List.of(Digest.of(text), Digest.of(small)), world.store);
    assertThat(world.store.read(Digest.of(text))).isEqualTo(text);
    assertThat(world.store.read(Digest.of(small))).isEqualTo(small);
    assertThat(fake.cas.resources)
        .hasSize(1)
        .allMatch(name -> name.contains("compressed-blobs/zstd/"));
  }

  @Test
  void aCompressedUploadThatBreaksIsSentPlain() throws Exception {
    zstd();
    fake.cas.breakWriteAfter = 1_500_000;
    Digest digest = send(LARGE);
    assertThat(fake.cas.blobs.get(digest)).isEqualTo(LARGE);
    assertThat(fake.cas.resources).last().asString().contains("/blobs/");
  }

  @Test
  void aCompressedDownloadThatBreaksGoesOnPlain() throws Exception {
    zstd();
    Digest digest = fake.cas.put(LARGE);
    fake.cas.breakReadAfter = 3_000_000;
    cas().fetch(List.of(digest), world.store);
    assertThat(world.store.read(digest)).isEqualTo(LARGE);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoZstdOrTooMuchOfItIsRefused(BadZstd bad) throws Exception {
    zstd();
    Cas cas = cas();
    Digest small = fake.cas.put(World.WHEEL);
    Digest large = fake.cas.put(LARGE);
    fake.cas.altered = _ -> bad.bytes;
    assertThat(world.refusal(() -> cas.fetch(List.of(small), world.store)))
        .contains("it sends other bytes than those of " + small.hash());
    assertThat(world.refusal(() -> cas.fetch(List.of(large), world.store))).contains("content");
    assertThat(fake.count("BatchReadBlobs")).isEqualTo(5);
    assertThat(fake.count("Read")).isBetween(2L, 5L);
    assertThat(world.store.has(large)).isFalse();
  }

  /// Compressed content that is none.
  enum BadZstd {
    NONE("not zstd at all, but some text".getBytes(UTF_8)),
    EMPTY(new byte[0]),
    CUT(Arrays.copyOf(FakeCas.compress(World.random(100_000)), 50_000)),
    BROKEN(broken()),
    BOMB(FakeCas.compress(new byte[300_000_000])),
    HUGE_WINDOW(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) 0xff, 1, 0, 0});

    private final byte[] bytes;

    BadZstd(byte[] bytes) {
      this.bytes = bytes;
    }

    private static byte[] broken() {
      byte[] bytes = FakeCas.compress("many of the same words ".repeat(10_000).getBytes(UTF_8));
      for (int i = 8; i < bytes.length; i += 3) {
        bytes[i] ^= 0x55;
      }
      return bytes;
    }
  }

  @Test
  void aFolderComesInPages() throws Exception {
    Tree tree = new Tree();
    for (int i = 0; i < 7; i++) {
      tree.file("d" + i + "/a", Digest.ofUtf8("" + i), false);
    }
    Digest root = tree.store(world.store);
    List<Digest> all = new java.util.ArrayList<>(List.of(root));
    org.asaman.exec.Directory.read(world.store.read(root))
        .directories()
        .forEach(child -> all.add(child.digest()));
    all.forEach(each -> fake.cas.put(world.store.read(each)));
    fake.cas.foldersInPage = 3;
    assertThat(cas().tree(root).stream().map(Digest::of)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(fake.count("GetTree")).isEqualTo(3);
  }

  @Test
  void aFolderWithoutAnEndIsRefused() throws Exception {
    Digest root = fake.cas.put(new byte[0]);
    fake.cas.foldersInPage = 0; // one page after the other, and nothing in them
    Cas cas = cas();
    assertThat(world.refusal(() -> cas.tree(root))).contains("sends a folder without an end");
  }

  private Blob blob(byte[] content) {
    return Blob.of(world.store.put(content), world.store);
  }

  private Digest send(byte[] content) throws InterruptedException {
    Blob blob = blob(content);
    cas().send(List.of(blob));
    return blob.digest();
  }

  private Cas cas() throws InterruptedException {
    Server server = world.server();
    return new Cas(server.connection(), server.facts(), new Traffic());
  }

  private void zstd() {
    fake.cas.zstd = true;
    fake.capabilities =
        cache(
            FakeServer.usual().getCacheCapabilities().toBuilder()
                .addSupportedCompressors(Compressor.Value.ZSTD)
                .addSupportedBatchUpdateCompressors(Compressor.Value.ZSTD));
  }

  private static ServerCapabilities cache(CacheCapabilities.Builder cache) {
    return FakeServer.usual().toBuilder().setCacheCapabilities(cache).build();
  }
}
