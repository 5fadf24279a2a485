package org.asaman.exec;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;

/// Evaluates actions elsewhere, and here those that use the network: no worker is asked for it.
///
/// @param alike whether both places show the same system, that of a root
public record Divided(Executor there, Supplier<? extends Executor> here, boolean alike)
    implements Executor {

  @Override
  public ActionResult execute(Action action, Consumer<String> phases) throws InterruptedException {
    if (!action.surroundings().network()) {
      return there.execute(action, phases);
    }
    if (!alike) {
      throw new AsamanException(
          new Problem.NoSandbox(
              "it is allowed to use the network (allow-network), which no worker is asked for",
              "give --root, and it is built here in that root, or leave --remote out"));
    }
    return here.get().execute(action, phases);
  }

  @Override
  public void offer(Digest directory, Path folder) {
    there.offer(directory, folder);
  }
}
