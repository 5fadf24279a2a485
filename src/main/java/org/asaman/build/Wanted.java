package org.asaman.build;

import java.nio.file.Path;
import org.asaman.problem.Problem;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.Target;

/// One thing that the user wants a wheel of.
public sealed interface Wanted {

  /// How it is shown before anything is known of it.
  String subject();

  /// The problem that fetching this led to, with the place that names it.
  Problem located(Problem problem);

  /// A line of a requirements file.
  record Line(RequirementLine line) implements Wanted {
    @Override
    public String subject() {
      return line.target() instanceof Target.Named(Requirement named)
          ? named
              .specifier()
              .pin()
              .map(version -> named.name() + " " + version)
              .orElse(named.toString())
          : line.target().toString();
    }

    @Override
    public Problem located(Problem problem) {
      return new Problem.Located(line.origin().file(), line.origin().line(), problem);
    }
  }

  /// An sdist on this machine, named on the command line.
  record File(Path path) implements Wanted {
    @Override
    public String subject() {
      return String.valueOf(path.getFileName());
    }

    @Override
    public Problem located(Problem problem) {
      return problem;
    }
  }
}
