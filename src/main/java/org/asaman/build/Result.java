package org.asaman.build;

import java.util.Optional;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// What one step of a run gave, or the problem that there is in its place.
record Result<T>(Optional<T> value, Optional<Problem> problem) {

  /// One step's work.
  interface Step<T> {
    T run() throws InterruptedException;
  }

  /// Runs a step of a subject; says that the subject failed if it does. A bug, or an interruption,
  /// ends more than the step.
  static <T> Result<T> of(String subject, Listener listener, Step<T> step)
      throws InterruptedException {
    try {
      return new Result<>(Optional.of(step.run()), Optional.empty());
    } catch (AsamanException e) {
      listener.on(new Event.Finished(subject, Event.Outcome.FAILED, ""));
      return new Result<>(Optional.empty(), Optional.of(e.problem()));
    }
  }
}
