package org.asaman.fetch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.asaman.config.Config;
import org.asaman.index.DistributionFile;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Release;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.Target;

/// One thing that a wheel is wanted of.
public sealed interface Wanted {

  /// How it is shown before anything is known of it.
  String subject();

  /// The problem that fetching this led to, with the place that names it.
  Problem located(Problem problem);

  /// A line of a requirements file.
  ///
  /// @param config the settings beside that file
  /// @param known its sdist, where a lock says which it is
  record Line(RequirementLine line, Config config, Optional<DistributionFile> known)
      implements Wanted {
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

  /// A build requirement that is built from its own sdist.
  ///
  /// @param hashes of the files that may stand for it; the sdist's among them
  /// @param known as in [Line]
  record ForBuild(
      Release release, List<Hash> hashes, Config config, Optional<DistributionFile> known)
      implements Wanted {
    @Override
    public String subject() {
      return release.subject();
    }

    @Override
    public Problem located(Problem problem) {
      return new Problem.ForBuild(release.subject(), problem);
    }
  }
}
