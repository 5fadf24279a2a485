package org.asaman.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.asaman.build.RecordedWheel;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// The wheels that a command line names, each with the record beside it.
final class RecordedWheels {
  private RecordedWheels() {}

  /// Reads all of them, or throws with everything that is wrong with any.
  static List<RecordedWheel> read(List<Path> paths) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Path> seen = new HashMap<>();
    List<RecordedWheel> recorded = new ArrayList<>();
    for (Path wheel : wheels(paths)) {
      try {
        RecordedWheel one = RecordedWheel.read(wheel);
        Path other = seen.putIfAbsent(one.subject(), wheel);
        if (other != null) {
          problems.add(
              new Problem.BadFile(
                  wheel.toString(), "is of the same version as " + other, "verify it alone"));
        }
        recorded.add(one);
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    AsamanException.throwIfAny(problems);
    return recorded;
  }

  private static List<Path> wheels(List<Path> paths) {
    List<Path> wheels = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        wheels.addAll(inside(path));
      } else if (Files.isRegularFile(path) && path.toString().endsWith(".whl")) {
        wheels.add(path);
      } else {
        throw new AsamanException(
            new Problem.BadFile(path.toString(), "is neither a wheel nor a folder of wheels", ""));
      }
    }
    return wheels;
  }

  private static List<Path> inside(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> wheels = files.filter(file -> file.toString().endsWith(".whl")).sorted().toList();
      if (wheels.isEmpty()) {
        throw new AsamanException(new Problem.BadFile(folder.toString(), "holds no wheel", ""));
      }
      return wheels;
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(folder.toString(), "is not a folder that can be read", ""), e);
    }
  }
}
