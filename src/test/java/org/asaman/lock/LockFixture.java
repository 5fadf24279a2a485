package org.asaman.lock;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.asaman.index.Index;
import org.asaman.index.IndexConfiguration;
import org.asaman.index.PackageIndex;
import org.asaman.python.Interpreter;
import org.asaman.requirements.Requirement;
import org.asaman.store.Store;
import org.asaman.testing.Needed;

/// The real python3 and uv, tiny wheels, and folders of them as an index.
final class LockFixture {
  static final Interpreter PYTHON = Interpreter.probe("python3", System.getenv());
  static final Instant NOW = Instant.parse("2030-06-15T13:14:15Z");
  static final List<AsOf> NEW = List.of(new AsOf(NOW, AsOf.Reason.ASKED));

  private LockFixture() {}

  static Path uvBinary() {
    return Needed.uv();
  }

  static void require(boolean there, String what) {
    Needed.require(there, what);
  }

  static UvTool uv(Store store, Supplier<IndexConfiguration> indexes) {
    return new UvTool(uvBinary(), "test", store, indexes, System.getenv());
  }

  /// A uv that cannot be started, and an index that may not be asked for.
  static UvTool noUv(Store store, Supplier<IndexConfiguration> indexes) {
    return new UvTool(Path.of("/no/such/uv"), "test", store, indexes, Map.of());
  }

  static IndexConfiguration folder(Path links) {
    return configuration(List.of(), List.of(links.toUri()));
  }

  static IndexConfiguration index(String... urls) {
    return configuration(Stream.of(urls).map(URI::create).map(Index::new).toList(), List.of());
  }

  private static IndexConfiguration configuration(List<Index> indexes, List<URI> findLinks) {
    return new IndexConfiguration(
        indexes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Duration.ofSeconds(10),
        0,
        indexes.isEmpty(),
        findLinks,
        List.of());
  }

  /// The wheels that stand for pins, fetched into the store.
  static List<BuildWheel> wheels(Store store, IndexConfiguration indexes, List<BuildPin> pins) {
    PackageIndex index = new PackageIndex(indexes, System.getenv());
    return new IndexWheels(store, index, PYTHON, System.getenv()).of("foo 1.0", pins);
  }

  static List<Requirement> requirements(String... texts) {
    return Stream.of(texts).map(Requirement::parse).toList();
  }

  /// Deletes all symbolic links, which JUnit would warn about.
  static void deleteLinks(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path link : paths.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  /// Writes a wheel with one module, one console script and one executable file.
  static Path wheel(Path folder, String name, String version, String... requires)
      throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name + "-" + version + "-py3-none-any.whl");
    String info = name + "-" + version + ".dist-info/";
    StringBuilder metadata =
        new StringBuilder("Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
    for (String requirement : requires) {
      metadata.append(requirement).append('\n');
    }
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      member(zip, name + ".py", "def main():\n    print('" + name + " " + version + "')\n");
      member(zip, name + "_old.py", "print 'no Python 3'\n");
      member(
          zip,
          name + "-" + version + ".data/scripts/run-" + name,
          "#!python\nimport " + name + "\n" + name + ".main()\n");
      member(zip, info + "METADATA", metadata.toString());
      member(
          zip,
          info + "WHEEL",
          "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
      member(
          zip, info + "entry_points.txt", "[console_scripts]\n" + name + " = " + name + ":main\n");
      member(zip, info + "RECORD", "");
    }
    return file;
  }

  private static void member(ZipOutputStream zip, String name, String text) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(2020, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
