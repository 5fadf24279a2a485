package org.asaman.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.asaman.process.ChildProcess;

/// The program diffoscope, asked about what is unknown here.
record Diffoscope(Path program) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST_LINES = 100;
  private static final int DIFFERS = 1;

  /// What it says of two contents; nothing if it fails.
  List<String> lines(byte[] left, byte[] right, Scratch scratch) {
    Path leftFile = scratch.newFile(".left");
    Path rightFile = scratch.newFile(".right");
    try {
      Files.write(leftFile, left);
      Files.write(rightFile, right);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChildProcess process =
        new ChildProcess(
            List.of(
                program.toString(),
                "--text",
                "-",
                String.valueOf(leftFile.getFileName()),
                String.valueOf(rightFile.getFileName())),
            Map.of(
                "PATH",
                "/usr/local/bin:/usr/bin:/bin",
                "LC_ALL",
                "C.UTF-8",
                "HOME",
                scratch.folder().toString()),
            scratch.folder(),
            "",
            LIMIT);
    try {
      ChildProcess.Ended ended = process.run();
      return ended.exitCode() == DIFFERS ? bounded(ended.output()) : List.of();
    } catch (IOException | TimeoutException _) {
      return List.of();
    }
  }

  private static List<String> bounded(String output) {
    List<String> lines = new ArrayList<>(output.lines().limit(MOST_LINES + 1L).toList());
    if (lines.size() > MOST_LINES) {
      lines.set(MOST_LINES, "…");
    }
    return Shown.lines(lines);
  }
}
