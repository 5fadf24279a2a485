package org.asaman.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.WholeFile;

/// Writes the files that a command was told to leave its result in.
final class ResultFile {
  private ResultFile() {}

  /// @param option the one that named the file
  static void write(Path file, String text, String option) {
    try {
      WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              file.toString(),
              "cannot be written (" + Wording.why(e) + ")",
              "name another " + option),
          e);
    }
  }
}
