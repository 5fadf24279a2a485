package org.asaman.remote;

import build.bazel.remote.execution.v2.ActionCacheGrpc;
import build.bazel.remote.execution.v2.ActionCacheGrpc.ActionCacheBlockingStub;
import build.bazel.remote.execution.v2.DigestFunction;
import build.bazel.remote.execution.v2.GetActionResultRequest;
import build.bazel.remote.execution.v2.UpdateActionResultRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.asaman.exec.Action;
import org.asaman.exec.ActionResult;
import org.asaman.exec.SharedResults;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// The action cache of a server.
///
/// Where it only shares results a failure of it is told once, and the run goes on without it.
final class RemoteResults implements SharedResults {
  private final Server server;
  private final Store store;
  private final boolean needed;
  private final Consumer<String> warnings;
  private final AtomicBoolean unusable = new AtomicBoolean();
  private final AtomicBoolean keepsOwn = new AtomicBoolean();

  /// Actions whose results the server has.
  private final Set<Digest> there = ConcurrentHashMap.newKeySet();

  /// @param needed whether the run cannot go on without the server
  RemoteResults(Server server, Store store, boolean needed, Consumer<String> warnings) {
    this.server = server;
    this.store = store;
    this.needed = needed;
    this.warnings = warnings;
    this.keepsOwn.set(!server.facts().takesResults());
  }

  @Override
  public String from() {
    Access access = server.connection().access();
    return access + "\n" + access.properties();
  }

  @Override
  public Optional<ActionResult> get(Action action) throws InterruptedException {
    if (unusable.get()) {
      return Optional.empty();
    }
    try {
      Digest digest = server.sent(action).digest();
      Optional<build.bazel.remote.execution.v2.ActionResult> told = ask(digest);
      if (told.isEmpty() || told.get().getExitCode() != 0) {
        return Optional.empty(); // what failed there may succeed here
      }
      ActionResult result = server.results().take(told.get());
      there.add(digest);
      return Optional.of(result);
    } catch (MissingBlob _) {
      return Optional.empty(); // evicted: as if there were no result
    } catch (AsamanException e) {
      giveUp(e);
      return Optional.empty();
    }
  }

  /// The server has the result of an action that it evaluated.
  void isThere(Digest action) {
    there.add(action);
  }

  private Optional<build.bazel.remote.execution.v2.ActionResult> ask(Digest digest)
      throws InterruptedException {
    GetActionResultRequest request =
        GetActionResultRequest.newBuilder()
            .setInstanceName(server.connection().instance())
            .setActionDigest(Protocol.message(digest))
            .setDigestFunction(DigestFunction.Value.SHA256)
            .build();
    return server
        .connection()
        .retry()
        .of(
            "a result",
            () -> {
              try {
                return Optional.of(stub().getActionResult(request));
              } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                  return Optional.empty();
                }
                throw e;
              }
            });
  }

  @Override
  public void put(Action action, ActionResult result) throws InterruptedException {
    Blob sent = server.sent(action);
    if (keepsOwn.get() || unusable.get() || result.exitCode() != 0 || !there.add(sent.digest())) {
      return;
    }
    Results.Shared shared = server.results().share(result);
    List<Blob> content = new ArrayList<>(shared.content());
    content.add(sent);
    content.add(Blob.of(action.command(), store));
    UpdateActionResultRequest request =
        UpdateActionResultRequest.newBuilder()
            .setInstanceName(server.connection().instance())
            .setActionDigest(Protocol.message(sent.digest()))
            .setActionResult(shared.message())
            .setDigestFunction(DigestFunction.Value.SHA256)
            .build();
    try {
      server.uploads().ensure(content);
      var _ =
          server
              .connection()
              .retry()
              .of("taking a result", () -> stub().updateActionResult(request));
    } catch (AsamanException e) {
      if (keepsOwn.compareAndSet(false, true) && !unusable.get()) {
        warnings.accept("results are not shared: " + Wording.oneLine(e.problem()));
      }
    }
  }

  private void giveUp(AsamanException e) {
    if (needed) {
      throw e;
    }
    if (unusable.compareAndSet(false, true)) {
      warnings.accept("building without shared results: " + Wording.oneLine(e.problem()));
    }
  }

  private ActionCacheBlockingStub stub() {
    return server.connection().stub(ActionCacheGrpc::newBlockingStub, 0);
  }
}
