package org.asaman.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A temporary folder of flat files with plain names.
final class Scratch implements AutoCloseable {
  private final List<Path> files = new ArrayList<>();
  private final Path folder;

  Scratch() {
    try {
      folder = Files.createTempDirectory("asaman-compare-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  /// The path of a file that is not there yet; the suffix is one of this program's own.
  Path newFile(String suffix) {
    Path file = folder.resolve("file-" + files.size() + suffix);
    files.add(file);
    return file;
  }

  @Override
  public void close() {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException _) {
      // A temporary folder that stays does no harm.
    }
  }
}
