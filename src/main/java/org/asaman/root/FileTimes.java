package org.asaman.root;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Gives all that is in a root the times that follow from its contents: one and the same, but for
/// Python's modules that of their bytecode, which else would not be used.
final class FileTimes extends SimpleFileVisitor<Path> {
  private static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1_309_379_017));

  /// `__pycache__/module.cpython-311.pyc` of `module.py`.
  private static final Pattern BYTECODE = Pattern.compile("(.+)\\.[^.]+\\.pyc");

  /// Times of modules as their bytecode states them.
  private final Map<Path, FileTime> stated = new TreeMap<>();

  private FileTimes() {}

  static void fix(Path root) throws IOException {
    FileTimes times = new FileTimes();
    Files.walkFileTree(root, times);
    for (var module : times.stated.entrySet()) {
      if (Files.isRegularFile(module.getKey(), LinkOption.NOFOLLOW_LINKS)) {
        Files.setLastModifiedTime(module.getKey(), module.getValue());
      }
    }
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isRegularFile()) {
      Files.setLastModifiedTime(file, TIME);
      Matcher name = BYTECODE.matcher(String.valueOf(file.getFileName()));
      Path folder = file.getParent();
      if (name.matches() && folder != null && folder.endsWith("__pycache__")) {
        Path module = folder.resolveSibling(name.group(1) + ".py");
        time(file).ifPresent(time -> stated.merge(module, time, FileTimes::later));
      }
    }
    return FileVisitResult.CONTINUE;
  }

  /// The header's second word is 0 where the third holds the module's time.
  private static Optional<FileTime> time(Path bytecode) throws IOException {
    try (InputStream in = Files.newInputStream(bytecode)) {
      byte[] header = in.readNBytes(16);
      if (header.length < 16) {
        return Optional.empty();
      }
      ByteBuffer words = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      return words.getInt(4) == 0
          ? Optional.of(
              FileTime.from(Instant.ofEpochSecond(Integer.toUnsignedLong(words.getInt(8)))))
          : Optional.empty();
    }
  }

  private static FileTime later(FileTime one, FileTime other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    Files.setLastModifiedTime(folder, TIME);
    return FileVisitResult.CONTINUE;
  }
}
