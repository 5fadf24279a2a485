package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.asaman.exec.Directory;
import org.asaman.exec.Tree;
import org.asaman.problem.AsamanException;
import org.asaman.store.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Content on its way to a server and back, with all that can happen to it.
final class ContentTest {
  private RemoteWorld world;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world = new RemoteWorld(folder);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /// Content that does not compress to nothing, of a size.
  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Arrays.fill(bytes, 0, size / 2, (byte) 'a');
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contentOfAnySizeArrivesAndComesBack(boolean compressed) throws Exception {
    if (compressed) {
      world.fake.compresses();
    }
    List<byte[]> all =
        Stream.of(0, 1, 511, 512, 100_000, 3_999_000, 4_000_000, 9_000_000)
            .map(ContentTest::bytes)
            .toList();
    Cas cas = world.cas();
    cas.send(all.stream().map(Blob::of).toList());
    List<Digest> digests = all.stream().map(Digest::of).toList();
    assertThat(cas.missing(digests)).isEmpty();
    cas.fetch(digests, world.store);
    for (byte[] one : all) {
      assertThat(world.store.read(Digest.of(one))).isEqualTo(one);
    }
    assertThat(world.fake.calls("Write")).isGreaterThanOrEqualTo(2);
    assertThat(world.fake.calls("Read")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void batchesAreNotLargerThanTheServerTakes() throws Exception {
    world.fake.can(cache -> cache.setMaxBatchTotalSizeBytes(10_000));
    Cas cas = world.cas();
    List<byte[]> all = IntStream.range(4000, 4020).mapToObj(ContentTest::bytes).toList();
    cas.send(all.stream().map(Blob::of).toList());
    assertThat(world.fake.blobs).hasSize(20);
    assertThat(world.fake.calls("BatchUpdateBlobs")).isEqualTo(10);
    cas.fetch(all.stream().map(Digest::of).toList(), world.store);
    assertThat(world.fake.calls("BatchReadBlobs")).isEqualTo(10);
  }

  @Test
  void contentThatIsTooLargeForTheServerIsToldInOneLine() throws Exception {
    world.fake.can(cache -> cache.setMaxCasBlobSizeBytes(1000));
    Cas cas = world.cas();
    assertThatThrownBy(() -> cas.send(List.of(Blob.of(bytes(1001)))))
        .isInstanceOf(AsamanException.class)
        .hasMessage(
            world.fake.address()
                + ": takes no content of 1001 bytes, only up to 1000; ask who runs it");
  }

  @Test
  void anUploadThatBreaksGoesOnWhereItWas() throws Exception {
    world.fake.writeBreaksAfter = 2_000_000;
    byte[] large = bytes(9_000_000);
    world.cas().send(List.of(Blob.of(large)));
    assertThat(world.fake.blobs.get(Digest.of(large).hash())).isEqualTo(large);
    assertThat(world.fake.calls("QueryWriteStatus")).isEqualTo(1);
    assertThat(world.fake.calls("Write")).isEqualTo(2);
  }

  @Test
  void aCompressedUploadThatBreaksBeginsAnew() throws Exception {
    world.fake.compresses();
    world.fake.writeBreaksAfter = 1_000_000;
    byte[] large = bytes(9_000_000);
    world.cas().send(List.of(Blob.of(large)));
    assertThat(world.fake.blobs.get(Digest.of(large).hash())).isEqualTo(large);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDownloadThatBreaksGoesOnWhereItWas(boolean compressed) throws Exception {
    if (compressed) {
      world.fake.compresses();
    }
    byte[] large = bytes(9_000_000);
    Digest digest = world.fake.put(large);
    world.fake.readBreaksAfter = 2_000_000;
    world.cas().fetch(List.of(digest), world.store);
    assertThat(world.store.read(digest)).isEqualTo(large);
    assertThat(world.fake.calls("Read")).isEqualTo(2);
  }

  static Stream<UnaryOperator<byte[]>> lies() {
    return Stream.of(
        bytes -> {
          byte[] flipped = bytes.clone();
          flipped[bytes.length / 2] ^= 1;
          return flipped;
        },
        bytes -> Arrays.copyOf(bytes, bytes.length - 1),
        bytes -> Arrays.copyOf(bytes, bytes.length + 1),
        bytes -> Arrays.copyOf(bytes, bytes.length * 5),
        _ -> new byte[0],
        _ -> "no such thing".getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void otherBytesAreNeverTaken(UnaryOperator<byte[]> lie) throws Exception {
    world.fake.content = lie;
    for (int size : new int[] {1000, 5_000_000}) {
      Digest digest = world.fake.put(bytes(size));
      Cas cas = world.cas();
      assertThatThrownBy(() -> cas.fetch(List.of(digest), world.store))
          .isInstanceOf(AsamanException.class)
          .hasMessageStartingWith(world.fake.address() + ": failed when asked for content (")
          .hasMessageNotContaining("\n");
      assertThat(world.store.has(digest)).isFalse();
    }
    assertThat(world.fake.calls("BatchReadBlobs")).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void norInWhatIsCompressed(UnaryOperator<byte[]> lie) throws Exception {
    world.fake.compresses();
    world.fake.content = lie;
    for (int size : new int[] {1000, 5_000_000}) {
      byte[] honest = bytes(size);
      Digest digest = world.fake.put(honest);
      Cas cas = world.cas();
      try {
        cas.fetch(List.of(digest), world.store);
        // Bytes after the end of what is compressed change nothing of it.
        assertThat(world.store.read(digest)).isEqualTo(honest);
      } catch (AsamanException e) {
        assertThat(e).hasMessageStartingWith(world.fake.address() + ": failed when asked for");
        assertThat(world.store.has(digest)).isFalse();
      }
    }
  }

  @Test
  void aLieThatIsToldOnceIsAskedForAgain() throws Exception {
    Digest digest = world.fake.put(bytes(5_000_000));
    int[] times = {0};
    world.fake.content = bytes -> times[0]++ == 0 ? new byte[bytes.length] : bytes;
    world.cas().fetch(List.of(digest), world.store);
    assertThat(world.store.has(digest)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 5_000_000})
  void contentThatTheServerDoesNotHaveIsMissing(int size) throws Exception {
    Cas cas = world.cas();
    assertThatThrownBy(() -> cas.fetch(List.of(Digest.of(bytes(size))), world.store))
        .isInstanceOf(MissingBlob.class);
  }

  @Test
  void aServerWithoutRoomIsAskedFiveTimes() throws Exception {
    Status full = Status.RESOURCE_EXHAUSTED.withDescription("disk full\nmore");
    world.fake.fail("BatchUpdateBlobs", full, full, full, full, full);
    Cas cas = world.cas();
    assertThatThrownBy(() -> cas.send(List.of(Blob.of(bytes(10)))))
        .isInstanceOf(AsamanException.class)
        .hasMessage(
            world.fake.address()
                + ": has no room for more: the content that a build needs (disk full); try later, or"
                + " ask who runs it");
    assertThat(world.fake.calls("BatchUpdateBlobs")).isEqualTo(5);
    world.fake.fail("BatchUpdateBlobs", full, full, full, full);
    cas.send(List.of(Blob.of(bytes(10))));
    assertThat(world.fake.blobs).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT"})
  void whatNoFurtherAttemptWouldChangeIsNotTriedAgain(String code) throws Exception {
    Status status = Status.fromCode(Status.Code.valueOf(code)).withDescription("no");
    Cas cas = world.cas();
    world.fake.fail("FindMissingBlobs", status);
    assertThatThrownBy(() -> cas.missing(List.of(Digest.of(bytes(1)))))
        .isInstanceOf(AsamanException.class)
        .hasMessageStartingWith(world.fake.address() + ": ")
        .hasMessageContaining("(no)");
    assertThat(world.fake.calls("FindMissingBlobs")).isEqualTo(1);
  }

  @Test
  void contentIsAskedForAndSentOnceHoweverManyThreadsNeedIt() throws Exception {
    Uploads uploads = new Uploads(world.cas());
    List<Blob> blobs = IntStream.range(0, 200).mapToObj(i -> Blob.of(bytes(1000 + i))).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all =
          IntStream.range(0, 8)
              .<Future<?>>mapToObj(i ->
                  threads.submit(() -> {
                    uploads.ensure(blobs.subList(i * 10, 120 + i * 10));
                    return null;
                  }))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
    uploads.ensure(blobs);
    assertThat(world.fake.received.values()).hasSize(200).allMatch(times -> times.get() == 1);
    assertThat(world.fake.calls("FindMissingBlobs")).isLessThanOrEqualTo(9);
  }

  @Test
  void anUploadThatFailedForOneIsMadeByTheNext() throws Exception {
    Uploads uploads = new Uploads(world.cas());
    Blob blob = Blob.of(bytes(10));
    world.fake.fail("FindMissingBlobs", Status.PERMISSION_DENIED);
    assertThatThrownBy(() -> uploads.ensure(List.of(blob))).isInstanceOf(AsamanException.class);
    assertThat(uploads.isKnown(blob.digest())).isFalse();
    uploads.ensure(List.of(blob));
    assertThat(world.fake.blobs).containsKey(blob.digest().hash());
  }

  @Test
  void aFolderComesPageByPage() throws Exception {
    Tree tree = new Tree();
    tree.file("a/b/c.txt", world.store.put("c".getBytes(UTF_8)), false);
    tree.file("d/e.txt", world.store.put("e".getBytes(UTF_8)), false);
    Digest root = tree.store(world.store);
    copyToServer(root);
    List<byte[]> messages = world.cas().tree(root);
    assertThat(messages.stream().map(Digest::of)).contains(root).hasSize(4);
    assertThat(world.fake.calls("GetTree")).isEqualTo(4);
  }

  private void copyToServer(Digest folder) throws Exception {
    byte[] message = world.store.read(folder);
    Digest _ = world.fake.put(message);
    for (var child : Directory.read(message).directories()) {
      copyToServer(child.digest());
    }
  }

  @Test
  void onlyTheEndOfALongLogIsRead() throws Exception {
    byte[] log = bytes(5_000_000);
    Digest digest = world.fake.put(log);
    assertThat(world.cas().end(digest, 1000))
        .isEqualTo(Arrays.copyOfRange(log, log.length - 1000, log.length));
  }

  @Test
  void secretsAreSentAndNeverShown() throws Exception {
    Access access =
        new Access(
            world.fake.address(),
            new java.util.TreeMap<>(Map.of("authorization", "Bearer s3cret")),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            new java.util.TreeMap<>());
    Server server = world.server(access);
    assertThat(
            world
                .fake
                .headers
                .get("GetCapabilities")
                .get(
                    io.grpc.Metadata.Key.of(
                        "authorization", io.grpc.Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("Bearer s3cret");
    world.fake.fail("FindMissingBlobs", Status.UNAUTHENTICATED.withDescription("expired"));
    assertThatThrownBy(() -> server.uploads().ensure(List.of(Blob.of(bytes(3)))))
        .hasMessage(
            world.fake.address()
                + ": does not accept the credentials (expired); renew them: --remote-header, or"
                + " --remote-cert and --remote-key")
        .hasMessageNotContaining("s3cret");
    assertThat(access.toString()).doesNotContain("s3cret");
  }
}
