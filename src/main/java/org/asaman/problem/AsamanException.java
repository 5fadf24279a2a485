package org.asaman.problem;

import java.util.List;

/// The one exception of this program: carries a [Problem] that the user can mend.
///
/// Bugs are other exceptions, and end the program with exit code 70.
public final class AsamanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public AsamanException(Problem problem) {
    super(Wording.oneLine(problem));
    this.problem = problem;
  }

  public AsamanException(Problem problem, Throwable cause) {
    super(Wording.oneLine(problem), cause);
    this.problem = problem;
  }

  /// Throws the problems together if there are any; a single one is thrown as itself.
  public static void throwIfAny(List<Problem> problems) {
    if (problems.size() == 1) {
      throw new AsamanException(problems.getFirst());
    }
    if (!problems.isEmpty()) {
      throw new AsamanException(new Problem.Several(problems));
    }
  }

  public Problem problem() {
    return problem;
  }
}
