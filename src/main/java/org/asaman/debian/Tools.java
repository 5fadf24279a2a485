package org.asaman.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.process.ChildProcess;
import org.asaman.process.ChildProcess.Ended;

/// The programs of a Debian system: found on the caller's PATH, run in a plain environment.
///
/// @param caller the environment of who asked: its PATH finds the programs, its proxies serve them
record Tools(Map<String, String> caller) {
  private static final String SYSTEM_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final Duration LIMIT = Duration.ofHours(3);
  private static final int TOLD_LINES = 20;

  Tools {
    caller = Map.copyOf(caller);
  }

  /// Runs a program of the package; it must end well.
  String run(
      String debianPackage, List<String> command, Map<String, String> variables, Path folder) {
    return run(debianPackage, command, variables, folder, "");
  }

  /// Runs a program of the package; it must end well.
  ///
  /// @param variables what its environment has besides what all have
  /// @param hint what to look at if it fails
  String run(
      String debianPackage,
      List<String> command,
      Map<String, String> variables,
      Path folder,
      String hint) {
    Ended ended = end(debianPackage, command, variables, folder);
    if (ended.exitCode() != 0) {
      throw new AsamanException(
          new Problem.BuildFailed(
              debianPackage,
              "failed with exit code " + ended.exitCode(),
              told(ended.errors()),
              "",
              hint));
    }
    return ended.output();
  }

  private Ended end(
      String debianPackage, List<String> command, Map<String, String> variables, Path folder) {
    String name = command.getFirst();
    List<String> line =
        Stream.concat(Stream.of(find(name, debianPackage)), command.stream().skip(1)).toList();
    try {
      return new ChildProcess(line, environment(variables), folder, "", LIMIT).run();
    } catch (IOException e) {
      throw new AsamanException(new Problem.BadTool(name, "cannot be started", ""), e);
    } catch (TimeoutException e) {
      throw new AsamanException(
          new Problem.BadTool(name, "did not end within " + LIMIT.toHours() + " hours", ""), e);
    }
  }

  /// Where a program is; the package is what to install if it is nowhere.
  String find(String name, String debianPackage) {
    return Stream.concat(
            Stream.of(caller.getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin", "/sbin"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() ->
            new AsamanException(
                new Problem.BadTool(name, "is not there", "apt install " + debianPackage)));
  }

  private Map<String, String> environment(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>();
    caller.forEach((name, value) -> {
      if (name.matches("(?i)(http|https|ftp|no|all)_proxy")) {
        all.put(name, value);
      }
    });
    all.put("PATH", SYSTEM_PATH);
    all.put("HOME", caller.getOrDefault("HOME", "/"));
    all.put("LC_ALL", "C.UTF-8");
    all.put("TZ", "UTC");
    all.put("DEBIAN_FRONTEND", "noninteractive");
    all.putAll(variables);
    return all;
  }

  /// The lines that say what went wrong, else the last ones; without what could hold credentials.
  private static List<String> told(String errors) {
    List<String> lines =
        errors
            .lines()
            .map(line -> line.strip().replaceAll("://[^/@\\s]*@", "://"))
            .filter(line -> !line.isEmpty())
            .toList();
    List<String> marked = lines.stream().filter(line -> line.matches("E: .*")).toList();
    List<String> told = marked.isEmpty() ? lines : marked;
    return told.subList(Math.max(0, told.size() - TOLD_LINES), told.size());
  }
}
