package org.asaman.wheel;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.asaman.archive.Limits;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Why a wheel is refused: for each problem `member: what`, or `what` alone for the whole wheel.
final class Refusals {
  private Refusals() {}

  static List<String> of(Path wheel) {
    AsamanException refused =
        catchThrowableOfType(
            AsamanException.class, () -> Wheel.open(wheel, Limits.DEFAULT).close());
    if (refused == null) {
      return List.of();
    }
    return each(refused.problem()).stream().map(problem -> words(wheel, problem)).toList();
  }

  private static List<Problem> each(Problem problem) {
    return problem instanceof Problem.Several(List<Problem> problems) ? problems : List.of(problem);
  }

  private static String words(Path wheel, Problem problem) {
    if (problem instanceof Problem.BadWheel(String name, String member, String what)
        && name.equals(wheel.toString())) {
      return member.isEmpty() ? what : member + ": " + what;
    }
    throw new AssertionError("not a refusal of " + wheel + ": " + problem);
  }
}
