package org.asaman.root;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.asaman.exec.RootFolder;
import org.asaman.process.ChildProcess;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Roots as they are read and laid out in the store.
class RootsTest {
  @TempDir Path folder;

  private Store store;
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    store = Store.open(folder.resolve("store"));
    tree = Files.createDirectory(folder.resolve("tree"));
    write("usr/bin/tool", "#!/bin/sh\n", "rwxr-x---");
    Files.setAttribute(tree.resolve("usr/bin/tool"), "unix:mode", 04750);
    write("etc/shadow", "secret", "rw-------");
    write("usr/lib/a.h", "int a;", "rw-rw-r--");
    write("usr/lib/A.h", "int b;", "rw-r--r--");
    Files.createSymbolicLink(tree.resolve("bin"), Path.of("usr/bin"));
    Files.createSymbolicLink(tree.resolve("etc/out"), Path.of("/etc/passwd"));
    Files.createLink(tree.resolve("usr/bin/same"), tree.resolve("usr/bin/tool"));
    Files.createDirectory(tree.resolve("tmp"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void write(String path, String content, String mode) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Path tar(String... options) throws IOException, TimeoutException {
    Path tar = folder.resolve("root.tar");
    List<String> command = new java.util.ArrayList<>(List.of("tar", "-C", tree.toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cf", tar.toString(), "."));
    Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
    ChildProcess.Ended ended =
        new ChildProcess(command, environment, folder, "", Duration.ofSeconds(20)).run();
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
    return tar;
  }

  private RootFolder open(Path path) {
    return new Roots(store).open(path);
  }

  @Test
  void aFolderAndATarOfItAreOneRoot() throws Exception {
    RootFolder ofFolder = open(tree);
    assertThat(open(tar())).isEqualTo(ofFolder);
    assertThat(open(tar("--format=pax", "--sort=name", "--owner=7", "--mtime=@1")))
        .isEqualTo(ofFolder);
  }

  @Test
  void theDigestIsThatOfTheTreeOfFilesLinksAndFolders() throws Exception {
    RootFolder root = open(tree);
    Files.writeString(tree.resolve("usr/lib/a.h"), "int c;");
    assertThat(open(tree).digest()).isNotEqualTo(root.digest());
    Files.writeString(tree.resolve("usr/lib/a.h"), "int a;");
    assertThat(open(tree).digest()).isEqualTo(root.digest());
    Files.setPosixFilePermissions(
        tree.resolve("usr/lib/a.h"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(open(tree).digest()).isNotEqualTo(root.digest());
  }

  @Test
  void everyoneMayReadTheCopyAndNobodyGetsRightsByIt() throws Exception {
    Path copy = open(tar()).folder();
    assertThat(Files.getAttribute(copy.resolve("usr/bin/tool"), "unix:mode")).isEqualTo(0100755);
    assertThat(mode(copy.resolve("usr/bin/same"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(copy.resolve("etc/shadow"))).isEqualTo("rw-r--r--");
    assertThat(mode(copy.resolve("usr/lib"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(copy)).isEqualTo("rwxr-xr-x");
    assertThat(copy.resolve("usr/lib/A.h")).hasContent("int b;");
    assertThat(Files.readSymbolicLink(copy.resolve("etc/out")).toString()).isEqualTo("/etc/passwd");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void whatNoBoxShowsIsNoPartOfIt() throws Exception {
    Digest digest = open(tree).digest();
    write("tmp/left/over", "now and then", "rw-r--r--");
    RootFolder root = open(tree);
    assertThat(root.digest()).isEqualTo(digest);
    assertThat(open(tar()).digest()).isEqualTo(digest);
    assertThat(root.folder().resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void timesFollowFromContents() throws Exception {
    write("usr/lib/python3/m.py", "", "rw-r--r--");
    ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    byte[] bytecode = header.putInt(0x0a0d0da7).putInt(0).putInt(1_600_000_000).array();
    write("usr/lib/python3/__pycache__/m.cpython-311.pyc", "", "rw-r--r--");
    Files.write(tree.resolve("usr/lib/python3/__pycache__/m.cpython-311.pyc"), bytecode);
    Path copy = open(tree).folder();
    assertThat(time(copy.resolve("usr/lib/python3/m.py"))).isEqualTo(1_600_000_000);
    assertThat(time(copy.resolve("usr/bin/tool"))).isEqualTo(1_309_379_017);
    assertThat(time(copy.resolve("usr"))).isEqualTo(1_309_379_017);
  }

  private static long time(Path file) throws IOException {
    return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().getEpochSecond();
  }

  @Test
  void aTarThatWasReadIsKnownAgainAndAChangedOneIsRead() throws Exception {
    Path tar = tar();
    assertThat(TarIdentity.of(tar)).as("a file of this very moment").isEmpty();
    Optional<Digest> known = known(tar);
    FileTime time = Files.getLastModifiedTime(tar);
    byte[] bytes = Files.readAllBytes(tar);
    String content = new String(bytes, UTF_8).replace("int a;", "int z;");
    Files.writeString(tar, content);
    Files.setLastModifiedTime(tar, time);
    assertThat(Files.size(tar)).isEqualTo(bytes.length);
    assertThat(known(tar)).isNotEqualTo(known);
  }

  /// The identity of a file once its times are past.
  private static Optional<Digest> known(Path tar) throws Exception {
    Instant end = Instant.now().plusSeconds(10);
    while (TarIdentity.of(tar).isEmpty() && Instant.now().isBefore(end)) {
      Thread.sleep(100);
    }
    assertThat(TarIdentity.of(tar)).isPresent();
    return TarIdentity.of(tar);
  }

  @Test
  void aFurtherNameOfWhatIsLeftOutIsRefused() throws Exception {
    write("home/a", "content", "rw-r--r--");
    Files.createLink(tree.resolve("usr/z"), tree.resolve("home/a"));
    assertThat(open(tree).folder().resolve("usr/z")).hasContent("content");
    Path tar = tar("--sort=name");
    assertThatThrownBy(() -> open(tar))
        .hasMessageContaining("usr/z is a hard link to home/a, which is no part of a root");
  }

  @Test
  void whatIsNotThereIsNoRoot() {
    assertThatThrownBy(() -> open(folder.resolve("nowhere")))
        .hasMessageContaining("nowhere: no such file or folder");
  }
}
