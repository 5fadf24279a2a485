package org.asaman.index;

import java.util.Optional;
import org.asaman.requirements.ProjectName;

/// A source distribution that is on offer.
public record Sdist(SdistName name, DistributionFile file) {

  static Optional<Sdist> of(DistributionFile file, ProjectName project) {
    return SdistName.parse(file.filename(), project).map(name -> new Sdist(name, file));
  }
}
