package org.asaman.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.asaman.exec.SystemLibraries.SystemPackage;
import org.asaman.process.ChildProcess;
import org.asaman.process.Site;
import org.asaman.store.Digest;
import org.asaman.testing.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a small package database of its own, as that of a root file system is.
final class SystemLibrariesTest {
  @TempDir Path root;

  @Test
  void aFileIsFoundWhicheverOfItsNamesTheDatabaseKnows() throws IOException {
    Needed.require(Files.exists(Path.of("/usr/bin/dpkg-query")), "dpkg-query");
    Files.createDirectories(root.resolve("usr/lib"));
    Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
    Files.writeString(root.resolve("usr/lib/libold.so.1.2"), "old");
    Files.createSymbolicLink(root.resolve("usr/lib/libold.so.1"), Path.of("libold.so.1.2"));
    file("etc/os-release", "NAME=\"Small\"\nID=small\n");
    file(
        "var/lib/dpkg/status",
        """
        Package: libold1
        Status: install ok installed
        Architecture: all
        Maintainer: nobody
        Version: 2:1.2-3
        Description: a library
        """);
    file("var/lib/dpkg/info/libold1.list", "/.\n/lib\n/lib/libold.so.1.2\n");
    SystemLibraries libraries = new SystemLibraries(new Small(root));
    SystemPackage owner = new SystemPackage("deb", "small", "libold1", "2:1.2-3");
    assertThat(libraries.owner("/lib/libold.so.1.2")).contains(owner);
    assertThat(libraries.owner("/usr/lib/libold.so.1.2")).contains(owner);
    assertThat(libraries.owner("/usr/lib/libother.so.1")).isEmpty();
    assertThat(libraries.digest("/lib/libold.so.1")).contains(Digest.ofUtf8("old"));
    assertThat(libraries.digest("/lib/libother.so.1")).isEmpty();
  }

  /// A root whose database this machine's programs read.
  private record Small(Path root) implements Site {
    @Override
    public ChildProcess.Ended run(ChildProcess process, List<Shown> shown)
        throws IOException, TimeoutException {
      Map<String, String> environment = new HashMap<>(process.environment());
      environment.put("DPKG_ADMINDIR", root.resolve("var/lib/dpkg").toString());
      return new ChildProcess(process.command(), environment, root, "", process.limit()).run();
    }

    @Override
    public Path inside(Path shown) {
      return shown;
    }

    @Override
    public Path outside(Path seen) {
      return new RootFolder(root, Digest.ofUtf8("small")).at(seen.toString());
    }

    @Override
    public Map<String, String> environment(Map<String, String> caller) {
      return caller;
    }

    @Override
    public String identity() {
      return "small";
    }
  }

  private void file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
