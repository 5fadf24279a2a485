package org.asaman.exec;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.asaman.store.Digest;

/// Evaluates actions: here ([LocalExecutor]) or elsewhere, with the same result.
public interface Executor {

  /// Runs the action and returns what it gave; a failed command is a result with its exit code.
  ///
  /// What the action names is in the store, and so is what the result names.
  ///
  /// @param phases is told in a word what happens to an action on its way to other machines and
  ///   back: `upload`, `queue`, [#RUNS], `download`
  /// @throws org.asaman.problem.AsamanException when the action could not be run at all
  /// @throws InterruptedException when the calling thread is interrupted; the action is ended first
  ActionResult execute(Action action, Consumer<String> phases) throws InterruptedException;

  /// Offers a folder that holds what a directory of some input root does, so that it need not be
  /// written again; it may hold more that makes no difference, such as bytecode.
  default void offer(Digest directory, Path folder) {}

  /// The word for an action that runs.
  String RUNS = "build";

  /// The exit code of a result whose action was ended because its time was over; no command has it.
  int TIMED_OUT = 1124;

  /// The exit code of a result whose action was ended because it wrote too much.
  int TOO_MUCH_OUTPUT = 1125;
}
