package org.asaman.lockfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;

/// Where the lock of a requirements file lies: `requirements.build.toml` beside `requirements.txt`.
public final class LockFile {
  private static final String SUFFIX = ".build.toml";

  private LockFile() {}

  public static Path of(Path requirements) {
    String name = String.valueOf(requirements.getFileName());
    int dot = name.lastIndexOf('.');
    return requirements.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + SUFFIX);
  }

  /// Writes a lock as a whole or not at all; a file with the very same text is left alone.
  ///
  /// @return whether anything changed
  public static boolean write(BuildLock lock, Path file) {
    Path absolute = file.toAbsolutePath();
    String text = LockWriter.text(lock, absolute.resolveSibling(""));
    Path temporary =
        absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      if (Files.isRegularFile(absolute) && Files.readString(absolute).equals(text)) {
        return false;
      }
      try {
        Files.writeString(temporary, text);
        Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      return true;
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              file.toString(), "cannot be written (" + Wording.why(e) + ")", "name another folder"),
          e);
    }
  }
}
