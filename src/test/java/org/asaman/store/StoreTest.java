package org.asaman.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.asaman.problem.AsamanException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
  @TempDir Path folder;

  @Test
  void contentIsFoundUnderItsSha256InTheLayoutOfADiskCache() throws IOException {
    try (Store store = Store.open(folder)) {
      Digest digest = store.put("hello".getBytes(UTF_8));
      assertThat(digest.hash())
          .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
      assertThat(store.path(digest)).isEqualTo(folder.resolve("cas/2c/" + digest.hash()));
      assertThat(store.read(digest)).asString().isEqualTo("hello");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.path(digest))))
          .isEqualTo("r--r--r--");
    }
  }

  @Test
  void alteredContentIsRefusedAndRemoved() throws IOException {
    try (Store store = Store.open(folder)) {
      Digest digest = store.put("hello".getBytes(UTF_8));
      Path path = store.path(digest);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
      Files.writeString(path, "jello");
      assertThatThrownBy(() -> store.read(digest))
          .isInstanceOf(AsamanException.class)
          .hasMessageContaining("was altered in the store");
      assertThat(store.has(digest)).isFalse();
    }
  }

  /// The contents share the first two digits of their hashes, so that all need the same new folder.
  @Test
  void manyThreadsMayStoreIntoOneNewFolderAtOnce() throws Exception {
    List<byte[]> contents =
        IntStream.range(0, 100_000)
            .mapToObj(n -> Integer.toString(n).getBytes(UTF_8))
            .filter(content -> Digest.of(content).hash().startsWith("00"))
            .limit(16)
            .toList();
    for (int round = 0; round < 50; round++) {
      try (Store store = Store.open(folder.resolve("store-" + round));
          ExecutorService threads = Executors.newFixedThreadPool(contents.size())) {
        CyclicBarrier start = new CyclicBarrier(contents.size());
        List<Callable<Digest>> puts =
            contents.stream()
                .<Callable<Digest>>map(content ->
                    () -> {
                      start.await();
                      return store.put(content);
                    })
                .toList();
        for (Future<Digest> put : threads.invokeAll(puts)) {
          assertThat(store.has(put.get())).isTrue();
        }
      }
    }
  }

  @Test
  void rememberedValuesAreReplacedWhole() {
    try (Store store = Store.open(folder)) {
      Digest key = Digest.ofUtf8("question");
      assertThat(store.cached(key)).isEmpty();
      store.cache(key, "one".getBytes(UTF_8));
      store.cache(key, "two".getBytes(UTF_8));
      assertThat(store.cached(key))
          .hasValueSatisfying(v -> assertThat(v).asString().isEqualTo("two"));
    }
  }

  @Test
  void whatAKilledRunLeftIsSweptAndWhatALiveRunUsesIsKept() throws IOException {
    Path left = Files.createDirectories(folder.resolve("tmp/dead/some/where"));
    Files.writeString(left.resolve("half-written"), "x");
    Files.createFile(folder.resolve("tmp/dead.lock"));
    try (Store first = Store.open(folder)) {
      Path used = first.temporaryFolder("build");
      try (Store second = Store.open(folder)) {
        assertThat(second.root()).isEqualTo(first.root());
        assertThat(folder.resolve("tmp/dead")).doesNotExist();
        assertThat(used).isDirectory();
      }
    }
    assertThat(List.of(folder.resolve("tmp").toFile().list())).isEmpty();
  }

  @Test
  void foldersDeeperThanAPathCanBeLongAreRemoved() throws IOException {
    try (Store store = Store.open(folder)) {
      Path left = store.temporaryFolder("build");
      nest(left, 50);
      store.discard(left);
      assertThat(left).doesNotExist();
    }
  }

  @Test
  void foldersThatForbidToLookIntoThemAreRemoved() throws IOException {
    try (Store store = Store.open(folder)) {
      Path left = store.temporaryFolder("build");
      Path hidden = Files.createDirectories(left.resolve("a/b/c"));
      Files.createFile(hidden.resolve("file"));
      for (Path path : List.of(hidden, left.resolve("a/b"), left.resolve("a"), left)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
      }
      store.discard(left);
      assertThat(left).doesNotExist();
    }
  }

  @Test
  void whateverAKilledRunLeftTheStoreCanBeOpened() throws IOException {
    nest(Files.createDirectories(folder.resolve("tmp/dead")), 50);
    Files.createFile(folder.resolve("tmp/dead.lock"));
    try (Store _ = Store.open(folder)) {
      assertThat(folder.resolve("tmp/dead")).doesNotExist();
    }
  }

  /// Makes so many folders within each other, each of a long name.
  private static void nest(Path parent, int depth) throws IOException {
    Path top = Files.createDirectory(parent.resolve("0"));
    for (int i = 1; i < depth; i++) {
      Path above = Files.createDirectory(parent.resolve("" + i));
      Files.move(top, above.resolve("n".repeat(200)));
      top = above;
    }
  }
}
