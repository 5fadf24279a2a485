package org.asaman.lock;

import static org.asaman.lock.LockFixture.NEW;
import static org.asaman.lock.LockFixture.NOW;
import static org.asaman.lock.LockFixture.PYTHON;
import static org.asaman.lock.LockFixture.requirements;
import static org.asaman.lock.LockFixture.wheel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.asaman.index.IndexConfiguration;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.process.ChildProcess;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentsTest {
  @TempDir Path folder;
  private Path links;

  @BeforeEach
  void offerWheels() throws IOException {
    links = folder.resolve("my links");
    wheel(links, "back", "1.0", "Requires-Dist: low");
    wheel(links, "low", "2.0");
  }

  @AfterEach
  void deleteLinks() throws IOException {
    LockFixture.deleteLinks(folder);
  }

  private List<BuildPin> pins(Store store) {
    IndexConfiguration indexes = LockFixture.folder(links);
    return new Resolver(LockFixture.uv(store, () -> indexes), PYTHON, InstantSource.fixed(NOW))
        .resolve("foo 1.0", requirements("back"), () -> NEW)
        .pins();
  }

  private List<BuildWheel> wheels(Store store) {
    return LockFixture.wheels(store, LockFixture.folder(links), pins(store));
  }

  private Environments environments(Store store) {
    IndexConfiguration indexes = LockFixture.folder(links);
    return new Environments(LockFixture.uv(store, () -> indexes), PYTHON);
  }

  private static Environments withoutUv(Store store) {
    UvTool none =
        LockFixture.noUv(
            store,
            () -> {
              throw new AssertionError("asked for");
            });
    return new Environments(none, PYTHON);
  }

  private static String run(Path program, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
    var ended =
        new ChildProcess(
                command, Map.of("PATH", "/usr/bin:/bin"), Path.of("/"), "", Duration.ofMinutes(1))
            .run();
    assertThat(ended.errors()).isEmpty();
    return ended.output();
  }

  @Test
  void equalPinsGiveEqualTreesInStoresAtDifferentPlaces() {
    Environment one;
    Environment two;
    try (Store store = Store.open(folder.resolve("store"))) {
      one = environments(store).create("foo 1.0", wheels(store));
    }
    try (Store store = Store.open(folder.resolve("quite another/place"))) {
      two = environments(store).create("bar 1.0", wheels(store));
    }

    assertThat(two.entries()).isEqualTo(one.entries());
    assertThat(two.digest()).isEqualTo(one.digest());
    assertThat(two.folder()).isNotEqualTo(one.folder());
  }

  @Test
  void nothingInTheTreeNamesTheFolderItWasMadeIn() throws IOException {
    try (Store store = Store.open(folder.resolve("store"))) {
      Environment environment = environments(store).create("foo 1.0", wheels(store));

      assertThat(environment.entries())
          .extracting(Environment.Entry::path)
          .isSorted()
          .contains(
              "bin/back",
              "bin/python",
              "bin/run-low",
              "pyvenv.cfg",
              PYTHON.sitePackages() + "/back.py")
          .noneMatch(
              path -> path.endsWith("/INSTALLER") || path.endsWith(".pyc") || path.equals(".lock"));
      for (Environment.Entry entry : environment.entries()) {
        String content =
            switch (entry) {
              case Environment.Entry.File file ->
                  new String(store.read(file.content()), StandardCharsets.UTF_8);
              case Environment.Entry.Link link -> link.target();
            };
        assertThat(content).as(entry.path()).doesNotContain(folder.toString());
      }
    }
  }

  @Test
  void theFolderWorksWhereverItIs() throws Exception {
    try (Store store = Store.open(folder.resolve("store"))) {
      Environment environment = environments(store).create("foo 1.0", wheels(store));
      Path moved = folder.resolve("moved");
      run(Path.of("/bin/cp"), "-a", environment.folder().toString(), moved.toString());

      assertThat(run(moved.resolve("bin/back"))).isEqualTo("back 1.0\n");
      assertThat(run(moved.resolve("bin/run-low"))).isEqualTo("low 2.0\n");
      assertThat(
              run(
                  moved.resolve("bin/python"),
                  "-c",
                  "import sys, low; print(sys.prefix, low.__file__)"))
          .isEqualTo(moved + " " + moved + "/" + PYTHON.sitePackages() + "/low.py\n");
    }
  }

  @Test
  void theFolderIsReadableByEveryoneOfOneTimeAndHasBytecode() throws Exception {
    try (Store store = Store.open(folder.resolve("store"))) {
      Path tree = environments(store).create("foo 1.0", wheels(store)).folder();

      try (Stream<Path> paths = Files.walk(tree)) {
        assertThat(paths.filter(path -> !Files.isSymbolicLink(path)))
            .allSatisfy(path -> {
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                  .isIn(
                      Files.isDirectory(path)
                          ? List.of("rwxr-xr-x")
                          : List.of("rw-r--r--", "rwxr-xr-x"));
              assertThat(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant())
                  .isEqualTo("2011-06-29T20:23:37Z");
            });
      }
      assertThat(Files.getPosixFilePermissions(tree.resolve("bin/back")))
          .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
      try (Stream<Path> compiled =
          Files.list(tree.resolve(PYTHON.sitePackages() + "/__pycache__"))) {
        assertThat(compiled.filter(path -> path.getFileName().toString().startsWith("back.")))
            .singleElement()
            .satisfies(pyc -> {
              byte[] bytes = Files.readAllBytes(pyc);
              assertThat(bytes[4]).as("hash-based, unchecked").isEqualTo((byte) 1);
              assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                  .contains("/env/" + PYTHON.sitePackages() + "/back.py")
                  .doesNotContain(folder.toString());
            });
      }
    }
  }

  @Test
  void whatWasMadeBeforeNeedsNeitherUvNorAnIndex() throws IOException {
    Environment first;
    List<BuildWheel> wheels;
    try (Store store = Store.open(folder.resolve("store"))) {
      wheels = wheels(store);
      first = environments(store).create("foo 1.0", wheels);
    }
    try (Store store = Store.open(folder.resolve("store"))) {
      Files.move(first.folder(), folder.resolve("away"));

      Environment second = withoutUv(store).create("bar 1.0", wheels.reversed());

      assertThat(second).isEqualTo(first);
      assertThat(second.folder().resolve("bin/back")).isExecutable();
    }
  }

  @Test
  void anEmptyEnvironmentIsMadeWithoutUvAndIsAVirtualEnvironment() throws Exception {
    try (Store store = Store.open(folder.resolve("store"))) {
      Environment empty = withoutUv(store).create("foo 1.0", List.of());

      assertThat(
              run(
                  empty.folder().resolve("bin/python3"),
                  "-I",
                  "-c",
                  "import sys; print(sys.prefix, sys.base_prefix)"))
          .isEqualTo(empty.folder() + " " + PYTHON.basePrefix() + "\n");
      assertThat(empty.entries())
          .extracting(Environment.Entry::path)
          .contains("pyvenv.cfg", "bin/python")
          .noneMatch(path -> path.contains("site-packages"));
    }
  }

  @Test
  void aFileWithOtherBytesThanResolvedIsRefused() throws IOException {
    List<BuildPin> pins;
    try (Store store = Store.open(folder.resolve("resolved"))) {
      pins = pins(store);
    }
    wheel(links, "low", "2.0", "Requires-Dist: evil");
    try (Store store = Store.open(folder.resolve("store"))) {
      AsamanException e =
          catchThrowableOfType(
              AsamanException.class,
              () -> LockFixture.wheels(store, LockFixture.folder(links), pins));

      assertThat(e.problem())
          .isInstanceOfSatisfying(
              Problem.Unresolved.class,
              p -> {
                assertThat(p.subject()).isEqualTo("foo 1.0");
                assertThat(p.detail())
                    .containsExactly("low 2.0: no file has a hash that was resolved");
                assertThat(p.hint()).contains("not the one that was resolved");
              });
    }
  }

  @Test
  void aWheelThatWasAlteredInTheStoreIsNotInstalled() throws IOException {
    List<BuildWheel> wheels;
    Path content;
    try (Store store = Store.open(folder.resolve("store"))) {
      wheels = wheels(store);
      content = store.path(wheels.getFirst().digest());
    }
    Files.setPosixFilePermissions(content, PosixFilePermissions.fromString("rw-r--r--"));
    byte[] bytes = Files.readAllBytes(content);
    bytes[bytes.length / 2] ^= 1;
    Files.write(content, bytes);
    try (Store store = Store.open(folder.resolve("store"))) {
      AsamanException e =
          catchThrowableOfType(
              AsamanException.class, () -> environments(store).create("foo 1.0", wheels));

      assertThat(e.problem())
          .isInstanceOfSatisfying(
              Problem.BadFile.class, p -> assertThat(p.what()).contains("was altered"));
    }
  }

  @Test
  void twoProcessesMayMakeTheSameEnvironmentAtOnce() throws Exception {
    try (Store one = Store.open(folder.resolve("store"));
        Store two = Store.open(folder.resolve("store"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<BuildWheel> wheels = wheels(one);
      var first = threads.submit(() -> environments(one).create("foo", wheels));
      var second = threads.submit(() -> environments(two).create("foo", wheels));

      assertThat(first.get()).isEqualTo(second.get());
      assertThat(run(first.get().folder().resolve("bin/back"))).isEqualTo("back 1.0\n");
    }
  }
}
