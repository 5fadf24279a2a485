package org.asaman.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.store.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Paths of a root, whose links lead where they lead in it and never out of its folder.
class RootFolderTest {
  @TempDir Path folder;

  private RootFolder root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = new RootFolder(folder, Digest.ofUtf8("root"));
    Files.createDirectories(folder.resolve("usr/bin"));
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("usr/bin/python3.11"), "");
    link("bin", "usr/bin");
    link("usr/bin/python3", "python3.11");
    link("etc/python", "/usr/bin/python3");
    link("etc/up", "../../../../etc/shadow");
    link("etc/out", "/../../" + folder.getParent());
    link("etc/loop", "loop");
  }

  private void link(String path, String target) throws IOException {
    Files.createSymbolicLink(folder.resolve(path), Path.of(target));
  }

  @Test
  void linksLeadWhereTheyLeadInTheRoot() {
    Path python = folder.resolve("usr/bin/python3.11");
    assertThat(root.at("/usr/bin/python3.11")).isEqualTo(python);
    assertThat(root.at("/bin/python3")).isEqualTo(python);
    assertThat(root.at("/etc/python")).isEqualTo(python);
    assertThat(root.at("bin//./../bin/python3")).isEqualTo(python);
  }

  @Test
  void nothingLeadsOutOfIt() {
    assertThat(root.at("/../../etc/passwd")).isEqualTo(folder.resolve("etc/passwd"));
    assertThat(root.at("/etc/up")).isEqualTo(folder.resolve("etc/shadow"));
    assertThat(root.at("/etc/out").toString()).startsWith(folder + "/");
    assertThat(root.at("/")).isEqualTo(folder);
  }

  @Test
  void aLoopOfLinksLeadsNowhere() {
    assertThat(root.program("loop")).isEmpty();
    assertThat(Files.exists(root.at("/etc/loop"))).isFalse();
  }
}
