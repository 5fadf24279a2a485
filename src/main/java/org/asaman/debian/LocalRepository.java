package org.asaman.debian;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asaman.store.Digest;

/// A repository of exactly the packages that go into a root, in a folder: whatever they came from,
/// what installs them sees the same.
final class LocalRepository {
  private static final String POOL = "pool";

  private final Tools tools;
  private final Path folder;
  private final String suite;
  private final String architecture;

  LocalRepository(Tools tools, Path folder, String suite, String architecture) {
    this.tools = tools;
    this.folder = folder;
    this.suite = suite;
    this.architecture = architecture;
  }

  Path pool() {
    return folder.resolve(POOL);
  }

  /// Copies package files into the repository.
  ///
  /// @return what was copied, by name
  SortedMap<String, Digest> add(List<Path> files) throws IOException {
    Files.createDirectories(pool());
    SortedMap<String, Digest> added = new TreeMap<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      added.put(name, copy(file, pool().resolve(name)));
    }
    return added;
  }

  /// Writes the index of the packages that were added.
  List<KeptPackage> index(SortedMap<String, Digest> added) throws IOException {
    List<KeptPackage> packages = new ArrayList<>();
    StringBuilder index = new StringBuilder();
    for (var file : added.entrySet()) {
      String path = pool().resolve(file.getKey()).toString();
      String control = tools.run("dpkg", List.of("dpkg-deb", "--field", path), Map.of(), folder);
      packages.add(
          KeptPackage.of(Stanzas.parse(control).getFirst(), file.getKey(), file.getValue()));
      index
          .append(control.strip())
          .append("\nFilename: " + POOL + "/" + file.getKey())
          .append("\nSize: " + file.getValue().size())
          .append("\nSHA256: " + file.getValue().hash() + "\n\n");
    }
    writeIndex(index.toString());
    open();
    return packages.stream().sorted(KeptPackage.ORDER).toList();
  }

  private static Digest copy(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = Files.newOutputStream(to)) {
      return Digest.copy(in, out);
    }
  }

  private void writeIndex(String index) throws IOException {
    String name = "main/binary-" + architecture + "/Packages";
    Path suiteFolder = folder.resolve("dists").resolve(suite);
    Path file = suiteFolder.resolve(name);
    Files.createDirectories(suiteFolder.resolve("main/binary-" + architecture));
    Files.writeString(file, index);
    Digest digest = Digest.ofUtf8(index);
    Files.writeString(
        suiteFolder.resolve("Release"),
        """
        Suite: %1$s
        Codename: %1$s
        Architectures: %2$s
        Components: main
        SHA256:
         %3$s %4$d %5$s
        """
            .formatted(suite, architecture, digest.hash(), digest.size(), name));
  }

  /// Lets everyone read it, whatever the umask is: in a user namespace the caller is somebody else.
  private void open() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.toList()) {
        Files.setPosixFilePermissions(
            each,
            PosixFilePermissions.fromString(Files.isDirectory(each) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  /// The line of a sources file that names this repository; what is in it was checked before.
  String sourcesLine() {
    String path = folder.toUri().getRawPath().replaceFirst("/$", "");
    return "deb [trusted=yes] copy:" + path + " " + suite + " main";
  }

  /// The package files of a folder.
  static List<Path> debs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".deb"))
          .sorted()
          .collect(Collectors.toUnmodifiableList());
    }
  }
}
