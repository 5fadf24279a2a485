package org.asaman.generate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsReader;
import org.asaman.toml.Table;

/// Writes a generated file whole or not at all: beside its place, read back, then renamed.
public final class VerifiedFileWriter {
  private VerifiedFileWriter() {}

  /// Puts the file at `target`, replacing what is there; its mode is what the umask makes of it.
  public static void write(VerifiedFile file, OutputFormat format, Path target) {
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      if (Files.isDirectory(target)) {
        throw new AsamanException(
            new Problem.BadFile(target.toString(), "is a folder", "name a file with -o"));
      }
      try {
        Path folder = target.toAbsolutePath().normalize().resolveSibling("");
        writeThrough(temporary, format.text(file, folder));
        checkReadsBack(file, format, temporary, target);
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              target.toString(), "cannot be written", "check that its folder is there"),
          e);
    }
  }

  private static void writeThrough(Path path, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /// A marker can hold text that the format has no way to write, such as ` #`.
  private static void checkReadsBack(
      VerifiedFile file, OutputFormat format, Path written, Path target) {
    boolean right =
        switch (format) {
          case REQUIREMENTS -> readsBack(file, written);
          case PYLOCK -> isToml(written);
        };
    if (!right) {
      throw new AsamanException(
          new Problem.BadFile(
              target.toString(),
              "pip would not read it as it is meant",
              "a marker's text holds a character that must not stand there"));
    }
  }

  private static boolean isToml(Path written) {
    try {
      return Table.read(written, Long.MAX_VALUE, "").has("packages");
    } catch (AsamanException _) {
      return false;
    }
  }

  private static boolean readsBack(VerifiedFile file, Path written) {
    List<RequirementLine> lines;
    try {
      lines = new RequirementsReader(Map.of()).read(written).lines();
    } catch (AsamanException _) {
      return false;
    }
    List<VerifiedLine> expected = List.copyOf(file.lines());
    return lines.size() == expected.size()
        && IntStream.range(0, lines.size()).allMatch(i -> same(lines.get(i), expected.get(i)));
  }

  private static boolean same(RequirementLine line, VerifiedLine expected) {
    return line.target().toString().equals(expected.requirement().toString())
        && new TreeSet<>(line.hashes()).equals(expected.hashes());
  }
}
