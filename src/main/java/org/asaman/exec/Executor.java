package org.asaman.exec;

/// Evaluates actions: here ([LocalExecutor]) or elsewhere, with the same result.
public interface Executor {

  /// Runs the action and returns what it gave; a failed command is a result with its exit code.
  ///
  /// What the action names is in the store, and so is what the result names.
  ///
  /// @throws org.asaman.problem.AsamanException when the action could not be run at all
  /// @throws InterruptedException when the calling thread is interrupted; the action is ended first
  ActionResult execute(Action action) throws InterruptedException;

  /// The exit code of a result whose action was ended because its time was over; no command has it.
  int TIMED_OUT = 1124;

  /// The exit code of a result whose action was ended because it wrote too much.
  int TOO_MUCH_OUTPUT = 1125;
}
