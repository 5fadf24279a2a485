package org.asaman.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.generate.TestWheels;
import org.asaman.requirements.Hash;
import org.asaman.store.Digest;
import org.asaman.testing.Commands;
import org.asaman.testing.FakeIndex;
import org.asaman.testing.Needed;
import org.asaman.testing.SdistBuilder;

/// A folder with requirements, and an index whose packages need each other to be built.
final class LockWorld implements AutoCloseable {
  static final String UPLOADED = "2024-03-01T00:00:00Z";
  private static final String EARLIER = "2024-02-01T00:00:00Z";

  final Path folder;
  final FakeIndex index = new FakeIndex();
  private final Commands commands;

  LockWorld(Path folder) {
    System.setProperty("asaman.uv", Needed.uv().toString());
    this.folder = folder;
    this.commands = new Commands(folder, Optional.of(index), LockWorld::program);
  }

  private static int program(
      Map<String, String> environment,
      java.io.PrintStream out,
      java.io.PrintStream err,
      String... arguments) {
    return new Program("asaman", environment, new Console(out, err)).run(arguments);
  }

  /// Offers an sdist whose backend is its own and which needs `requires` to be built.
  Path sdist(String name, String version, String... requires) {
    return sdist(new SdistBuilder(name, version), name, version, requires);
  }

  Path sdist(SdistBuilder builder, String name, String version, String... requires) {
    String list = String.join(", ", List.of(requires).stream().map(r -> "'" + r + "'").toList());
    Path sdist =
        builder
            .file(
                "pyproject.toml",
                """
                [build-system]
                requires = [%s]
                build-backend = "own"
                backend-path = ["backend"]
                """
                    .formatted(list))
            .write(folder);
    offer(name, sdist);
    return sdist;
  }

  /// Offers a wheel, as others have built it.
  Path wheel(String name, String version) {
    try {
      Path wheel =
          new TestWheels(Files.createDirectories(folder.resolve("offered"))).add(name, version);
      offer(name, wheel);
      return wheel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Offers a wheel under another file name, uploaded at another time.
  Path wheel(String fileName, String name, String version, String uploaded) {
    try {
      Path wheel =
          new TestWheels(Files.createDirectories(folder.resolve("offered")))
              .add(fileName, name, version);
      FakeIndex _ =
          index.add(
              name,
              fileName,
              bytes(wheel),
              Map.of("upload-time", uploaded, "core-metadata", false));
      return wheel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sha256(Path file) {
    return Digest.of(bytes(file)).hash();
  }

  static String sha512(Path file) {
    return HexFormat.of().formatHex(Hash.digestOf("sha512").digest(bytes(file)));
  }

  private void offer(String name, Path file) {
    byte[] content = bytes(file);
    FakeIndex _ =
        index.add(
            name,
            String.valueOf(file.getFileName()),
            content,
            Map.of(
                "upload-time",
                file.toString().endsWith(".whl") ? EARLIER : UPLOADED,
                "core-metadata",
                false));
  }

  /// Writes a file of the folder.
  Path file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Requirements on sdists, with their hashes.
  Path requirements(Path... sdists) {
    StringBuilder text = new StringBuilder();
    for (Path sdist : sdists) {
      String stem = sdist.getFileName().toString().replace(".tar.gz", "");
      int dash = stem.lastIndexOf('-');
      text.append(stem, 0, dash)
          .append("==")
          .append(stem.substring(dash + 1))
          .append(" --hash=sha256:")
          .append(Digest.of(bytes(sdist)).hash())
          .append('\n');
    }
    return file("requirements.txt", text.toString());
  }

  String lockText() {
    return new String(
        bytes(folder.resolve("requirements.build.toml")), java.nio.charset.StandardCharsets.UTF_8);
  }

  void editLock(String from, String to) {
    String text = lockText();
    if (!text.contains(from)) {
      throw new AssertionError("the lock has no " + from + ":\n" + text);
    }
    Path _ = file("requirements.build.toml", text.replace(from, to));
  }

  Commands.Result run(String... arguments) {
    return commands.run(arguments);
  }

  Commands.Result runWithStore(String store, String... arguments) {
    return commands.runWithStore(store, arguments);
  }

  /// Builds the requirements into `wheels`.
  Commands.Result build(String... options) {
    return buildWithStore("store", options);
  }

  Commands.Result buildWithStore(String store, String... options) {
    java.util.ArrayList<String> all =
        new java.util.ArrayList<>(
            List.of(
                "-r",
                folder.resolve("requirements.txt").toString(),
                "-o",
                folder.resolve("wheels").toString()));
    all.addAll(List.of(options));
    return commands.runWithStore(store, all.toArray(String[]::new));
  }

  Commands.Result lock(String... options) {
    java.util.ArrayList<String> all =
        new java.util.ArrayList<>(List.of("lock", folder.resolve("requirements.txt").toString()));
    all.addAll(List.of(options));
    return commands.run(all.toArray(String[]::new));
  }

  String hash(String wheel) {
    return Digest.of(bytes(folder.resolve("wheels").resolve(wheel))).hash();
  }

  String record(String wheel) {
    return new String(
        bytes(folder.resolve("wheels").resolve(wheel + ".build.json")),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    index.close();
  }
}
