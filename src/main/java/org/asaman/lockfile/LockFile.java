package org.asaman.lockfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.WholeFile;

/// Where the lock of a requirements file lies: `requirements.build.toml` beside `requirements.txt`,
/// `uv.lock.build.toml` beside `uv.lock`.
public final class LockFile {
  private static final String SUFFIX = ".build.toml";

  private LockFile() {}

  public static Path of(Path requirements) {
    String name = String.valueOf(requirements.getFileName());
    return requirements.resolveSibling(name.replaceFirst("(?<=.)\\.txt$", "") + SUFFIX);
  }

  /// Writes a lock as a whole or not at all; a file with the very same text is left alone.
  ///
  /// @return whether anything changed
  public static boolean write(BuildLock lock, Path file) {
    String text = LockWriter.text(lock, file.toAbsolutePath().resolveSibling(""));
    try {
      if (Files.isRegularFile(file) && Files.readString(file).equals(text)) {
        return false;
      }
      WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
      return true;
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              file.toString(), "cannot be written (" + Wording.why(e) + ")", "name another folder"),
          e);
    }
  }
}
