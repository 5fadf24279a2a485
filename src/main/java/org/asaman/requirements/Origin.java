package org.asaman.requirements;

import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Where a line of a requirements file stands; lines count from 1.
public record Origin(String file, int line) {

  /// The problem that this line is.
  public Problem.BadLine problem(String what, String hint) {
    return new Problem.BadLine(file, line, what, hint);
  }

  AsamanException refuse(String what, String hint) {
    return new AsamanException(problem(what, hint));
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
