package org.asaman.lock;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asaman.index.Index;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;

/// What a find-links location offers, as far as it can be told without a network.
final class FindLinks {
  private FindLinks() {}

  /// One line for the location, without credentials, and one for each file of a folder.
  static List<String> describe(URI location) {
    List<String> lines = new ArrayList<>(List.of("find-links " + new Index(location)));
    if ("file".equalsIgnoreCase(location.getScheme())) {
      Path path = Path.of(location);
      try {
        if (Files.isDirectory(path)) {
          try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
              lines.add(describe(file));
            }
          }
        } else {
          lines.add(describe(path));
        }
      } catch (IOException e) {
        throw new AsamanException(
            new Problem.BadFile(
                path.toString(),
                "cannot be read (" + Wording.why(e) + ")",
                "--find-links needs a folder"),
            e);
      }
      lines.subList(1, lines.size()).sort(null);
    }
    return lines;
  }

  private static String describe(Path file) throws IOException {
    return file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
  }
}
