package org.asaman.requirements;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// A requirements file with all files that it names, in the order in which pip reads them.
///
/// @param files every file that was read, this one first
/// @param lines what is required, whether or not its marker holds anywhere
/// @param constraints what `-c` files allow; each names a project and its versions, without extras
/// @param optionLines the lines that led to `options`
public record RequirementsFile(
    Path path,
    List<Path> files,
    List<RequirementLine> lines,
    List<RequirementLine> constraints,
    GlobalOptions options,
    List<OptionLine> optionLines) {

  public RequirementsFile {
    files = List.copyOf(files);
    lines = List.copyOf(lines);
    constraints = List.copyOf(constraints);
    optionLines = List.copyOf(optionLines);
  }

  /// The lines that count in this environment, each under the constraints on its project that count
  /// too.
  ///
  /// @throws AsamanException with all lines that contradict their constraints
  public List<RequirementLine> applying(Map<String, String> markerEnvironment) {
    List<RequirementLine> applying = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (RequirementLine line : lines) {
      try {
        if (line.appliesTo(markerEnvironment)) {
          applying.add(constrained(line, markerEnvironment));
        }
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    AsamanException.throwIfAny(problems);
    return applying;
  }

  /// The line under every constraint on its project that counts in this environment.
  public RequirementLine constrained(RequirementLine line, Map<String, String> markerEnvironment) {
    RequirementLine constrained = line;
    for (RequirementLine constraint : constraints) {
      if (constraint.target() instanceof Target.Named(Requirement allowed)
          && line.target().name().filter(allowed.name()::equals).isPresent()
          && constraint.appliesTo(markerEnvironment)) {
        constrained = constrained.under(allowed, constraint.origin(), constraint.hashes());
      }
    }
    return constrained;
  }
}
