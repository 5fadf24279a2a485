package org.asaman.index;

import java.util.List;
import org.asaman.requirements.ProjectName;

/// The files of a project, from the first index that has it; `from` says for messages where that
/// is.
public record Project(ProjectName name, String from, List<DistributionFile> files) {

  public Project {
    files = List.copyOf(files);
  }
}
