package org.asaman.exec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts a box as if someone else had: with another umask, priority, folder and environment.
///
/// None of it may reach the build; whether it does is what is tried.
final class OtherCaller {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HOME", "/nonexistent/caller",
          "USER", "caller",
          "LOGNAME", "caller",
          "LANG", "C",
          "LC_ALL", "POSIX",
          "TZ", "GMT-14",
          "PYTHONHASHSEED", "271828",
          "SOURCE_DATE_EPOCH", "1",
          "CFLAGS", "-O1 -DCALLER",
          "MAKEFLAGS", "-j3");

  private OtherCaller() {}

  static ProcessBuilder processBuilder(List<String> commandLine, Path log) {
    List<String> line =
        new ArrayList<>(List.of("sh", "-c", "umask 0077; exec nice -n 5 \"$@\"", "sh"));
    line.addAll(commandLine);
    ProcessBuilder builder = LocalExecutor.processBuilder(line, log);
    builder.environment().putAll(ENVIRONMENT);
    return builder.directory(Path.of("/usr").toFile());
  }
}
