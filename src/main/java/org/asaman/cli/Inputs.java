package org.asaman.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.asaman.config.Config;
import org.asaman.config.ConfigReader;
import org.asaman.input.InputReader;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.BuildPolicy;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsFile;

/// A requirements file, or the lock file of another program, as far as it applies to an
/// interpreter, and the settings beside it.
record Inputs(Path path, RequirementsFile file, List<RequirementLine> lines, Config config) {

  /// Reads files, or throws with everything that is wrong in all of them.
  static List<Inputs> read(
      List<Path> paths, boolean noHash, Interpreter interpreter, Map<String, String> environment) {
    InputReader reader = new InputReader(environment, interpreter::markers);
    List<Problem> problems = new ArrayList<>();
    List<Inputs> inputs = new ArrayList<>();
    for (Path path : paths) {
      try {
        RequirementsFile file = reader.read(path, problems);
        List<RequirementLine> lines = file.applying(interpreter.markers());
        problems.addAll(BuildPolicy.check(lines, !noHash || file.options().requireHashes()));
        inputs.add(new Inputs(path, file, lines, ConfigReader.beside(path)));
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    AsamanException.throwIfAny(problems);
    return inputs;
  }
}
