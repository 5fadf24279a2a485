package org.asaman.remote;

import build.bazel.remote.execution.v2.ExecuteResponse;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.asaman.exec.Action;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Executor;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Evaluates actions on the workers of a server.
final class RemoteExecutor implements Executor {
  private final Server server;
  private final Store store;
  private final Inputs inputs;
  private final RemoteResults results;
  private final boolean anew;
  private final int jobs;

  /// @param anew whether what the server has evaluated before is evaluated again
  /// @param jobs how many actions may wait for each other
  RemoteExecutor(
      Server server, Store store, Inputs inputs, RemoteResults results, boolean anew, int jobs) {
    this.server = server;
    this.store = store;
    this.inputs = inputs;
    this.results = results;
    this.anew = anew;
    this.jobs = jobs;
  }

  @Override
  public ActionResult execute(Action action, Consumer<String> phases) throws InterruptedException {
    Blob sent = server.sent(action);
    Optional<Digest> root =
        server.sendsRoot(action) ? action.surroundings().root() : Optional.empty();
    boolean again = anew;
    for (int failures = 1; ; failures++) {
      try {
        phases.accept("upload");
        inputs.ensure(action, sent, root);
        Execution execution =
            new Execution(
                server.connection(),
                sent.digest(),
                again,
                action.timeout(),
                action.timeout().multipliedBy(jobs),
                phases);
        Optional<ExecuteResponse> response = execution.run();
        if (response.isEmpty()) {
          return timedOut();
        }
        if (response.get().getResult().getExitCode() != 0
            && response.get().getCachedResult()
            && !again) {
          again = true; // what failed once may have failed for want of memory
          continue;
        }
        phases.accept("download");
        ActionResult result = server.results().take(response.get().getResult());
        results.isThere(sent.digest());
        return result;
      } catch (MissingBlob e) {
        // Content was there when it was asked for, and is not any more.
        inputs.forget();
        again = true;
        server
            .connection()
            .retry()
            .failed(
                "content that it had a moment ago",
                Status.ABORTED.withDescription(e.getMessage()).asRuntimeException(),
                failures);
      }
    }
  }

  private ActionResult timedOut() {
    return new ActionResult(
        List.of(), TIMED_OUT, store.put(new byte[0]), ActionResult.ELSEWHERE, 0);
  }
}
