package org.asaman.wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// What is wrong with one wheel, collected so that it is reported together.
final class Findings {
  /// A hostile wheel may be wrong in as many ways as it has members.
  private static final int MOST = 20;

  private final String wheel;
  private final List<Problem> problems = new ArrayList<>();
  private int more;

  Findings(String wheel) {
    this.wheel = wheel;
  }

  void add(String member, String what) {
    if (problems.size() < MOST) {
      problems.add(new Problem.BadWheel(wheel, member, what));
    } else {
      more++;
    }
  }

  void addIf(boolean wrong, String member, String what) {
    if (wrong) {
      add(member, what);
    }
  }

  /// What the parser gives, or nothing and a finding if it refuses.
  <T> Optional<T> parsed(String member, Supplier<T> parser) {
    try {
      return Optional.of(parser.get());
    } catch (IllegalArgumentException e) {
      add(member, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  void throwIfAny() {
    if (more > 0) {
      problems.add(new Problem.BadWheel(wheel, "", "is wrong in " + more + " more places"));
    }
    AsamanException.throwIfAny(problems);
  }
}
