package org.asaman.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.asaman.problem.Problem;
import org.asaman.requirements.RequirementsFile;
import org.asaman.requirements.RequirementsReader;

/// Reads what is to be built: a requirements file, or by its name the lock file of another program.
public final class InputReader {
  private final Map<String, String> environment;
  private final Supplier<Map<String, String>> markers;

  /// @param environment the variables that a requirements file may name
  /// @param markers the variables of environment markers; asked only if they must be known
  public InputReader(Map<String, String> environment, Supplier<Map<String, String>> markers) {
    this.environment = environment;
    this.markers = markers;
  }

  /// Reads a file; what is wrong in single lines is added to `problems`.
  public RequirementsFile read(Path file, List<Problem> problems) {
    String name = String.valueOf(file.getFileName());
    if (name.equals("pylock.toml") || name.matches("pylock\\.[^.]+\\.toml")) {
      return Pylock.read(file, markers, problems);
    }
    return switch (name) {
      case "poetry.lock" -> PoetryLock.read(file, problems);
      case "uv.lock" -> UvLock.read(file, markers.get(), problems);
      default -> new RequirementsReader(environment).read(file, problems);
    };
  }
}
