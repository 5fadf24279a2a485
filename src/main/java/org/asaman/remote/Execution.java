package org.asaman.remote;

import build.bazel.remote.execution.v2.ExecuteOperationMetadata;
import build.bazel.remote.execution.v2.ExecuteRequest;
import build.bazel.remote.execution.v2.ExecuteResponse;
import build.bazel.remote.execution.v2.ExecutionGrpc;
import build.bazel.remote.execution.v2.ExecutionStage;
import build.bazel.remote.execution.v2.WaitExecutionRequest;
import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.PreconditionFailure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.asaman.exec.Executor;
import org.asaman.store.Digest;

/// One action on its way through a server: Execute, and WaitExecution whenever the stream breaks or
/// falls silent, until the operation is done or its time is over.
final class Execution {
  /// A stream that lived this long was a good one: failures before it do not count any more.
  private static final Duration GOOD = Duration.ofMinutes(1);

  private static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoLiteUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  private static final String RESPONSE = "build.bazel.remote.execution.v2.ExecuteResponse";

  private static final String WHAT = "the execution of an action";

  private final Connection connection;
  private final Digest action;
  private final boolean anew;
  private final Consumer<String> phases;
  private final Duration limit;
  private final Duration limitWithQueue;

  private String name = "";
  private String phase = "";
  private int failures;
  private int restarts;
  private Instant deadline;
  private boolean executing;

  /// @param anew whether a result that the server has already is no answer
  /// @param limit how long it may run
  /// @param limitWithQueue how long it may take where the server does not say when it runs
  Execution(
      Connection connection,
      Digest action,
      boolean anew,
      Duration limit,
      Duration limitWithQueue,
      Consumer<String> phases) {
    this.connection = connection;
    this.action = action;
    this.anew = anew;
    this.phases = phases;
    this.limit = limit;
    this.limitWithQueue = limitWithQueue;
    this.deadline = Instant.MAX;
  }

  /// What the server answers; empty when the action's time was over.
  ///
  /// @throws MissingBlob when the server lacks some of the action's content
  Optional<ExecuteResponse> run() throws InterruptedException {
    deadline = Instant.now().plus(limitWithQueue);
    boolean ended = false;
    try {
      while (Instant.now().isBefore(deadline)) {
        Instant began = Instant.now();
        try (OperationStream<?> stream = open()) {
          Optional<ExecuteResponse> response = follow(stream);
          if (response.isEmpty() && name.isEmpty() && Instant.now().isBefore(deadline)) {
            throw Status.UNAVAILABLE
                .withDescription("it says nothing of the action")
                .asRuntimeException();
          }
          if (response.isPresent()) {
            ended = true;
            return response.filter(answer -> answer.getStatus().getCode() == 0);
          }
        } catch (StatusRuntimeException e) {
          failed(e, began);
        }
      }
      return Optional.empty();
    } finally {
      if (!ended) {
        cancel();
      }
    }
  }

  private OperationStream<?> open() {
    ExecutionGrpc.ExecutionStub stub = connection.stub(ExecutionGrpc::newStub);
    if (name.isEmpty()) {
      OperationStream<ExecuteRequest> stream = new OperationStream<>();
      stub.execute(
          ExecuteRequest.newBuilder()
              .setInstanceName(connection.instance())
              .setActionDigest(Protocol.message(action))
              .setSkipCacheLookup(anew)
              .build(),
          stream);
      return stream;
    }
    OperationStream<WaitExecutionRequest> stream = new OperationStream<>();
    stub.waitExecution(WaitExecutionRequest.newBuilder().setName(name).build(), stream);
    return stream;
  }

  /// Reads the stream until the operation is done; empty when it fell silent.
  private Optional<ExecuteResponse> follow(OperationStream<?> stream) throws InterruptedException {
    Duration silence = connection.backoff().silence();
    while (true) {
      Duration left = Duration.between(Instant.now(), deadline);
      Optional<Operation> next = stream.next(left.compareTo(silence) < 0 ? left : silence);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      Operation operation = next.get();
      name = operation.getName();
      connection.retry().answered();
      tell(operation);
      if (operation.getDone()) {
        name = ""; // there is nothing left of it to wait for, or to end
        return Optional.of(response(operation));
      }
    }
  }

  private void tell(Operation operation) {
    ExecutionStage.Value stage;
    try {
      stage = ExecuteOperationMetadata.parseFrom(operation.getMetadata().getValue()).getStage();
    } catch (InvalidProtocolBufferException _) {
      return; // metadata of another kind
    }
    if (stage == ExecutionStage.Value.EXECUTING && !executing) {
      executing = true;
      deadline = Instant.now().plus(limit);
    }
    String now =
        switch (stage) {
          case CACHE_CHECK, QUEUED -> "queue";
          default -> Executor.RUNS;
        };
    if (!now.equals(phase)) {
      phase = now;
      phases.accept(now);
    }
  }

  private ExecuteResponse response(Operation operation) {
    if (operation.hasError()) {
      throw status(operation.getError());
    }
    ExecuteResponse response;
    try {
      response = ExecuteResponse.parseFrom(operation.getResponse().getValue());
      if (!operation.getResponse().getTypeUrl().endsWith("/" + RESPONSE)) {
        throw nonsense();
      }
    } catch (InvalidProtocolBufferException _) {
      throw nonsense();
    }
    int code = response.getStatus().getCode();
    if (code == Status.Code.DEADLINE_EXCEEDED.value()) {
      return response;
    }
    if (code != 0) {
      throw status(response.getStatus());
    }
    if (!response.hasResult()) {
      throw nonsense();
    }
    return response;
  }

  private static StatusRuntimeException nonsense() {
    return Status.INTERNAL
        .withDescription("its answer is no result of an action")
        .asRuntimeException();
  }

  private static StatusRuntimeException status(com.google.rpc.Status status) {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, status);
    return Status.fromCodeValue(status.getCode())
        .withDescription(status.getMessage())
        .asRuntimeException(trailers);
  }

  private void failed(StatusRuntimeException e, Instant began) throws InterruptedException {
    Status.Code code = e.getStatus().getCode();
    if (isAboutMissingContent(e)) {
      throw new MissingBlob(String.valueOf(e.getStatus().getDescription()));
    }
    if (Duration.between(began, Instant.now()).compareTo(GOOD) > 0) {
      failures = 0;
    }
    // The server was restarted and knows nothing of the operation, or it does not know the call.
    boolean lost =
        !name.isEmpty() && (code == Status.Code.NOT_FOUND || code == Status.Code.UNIMPLEMENTED);
    boolean answered = code != Status.Code.UNAVAILABLE && code != Status.Code.CANCELLED;
    if (lost || answered) {
      name = "";
    }
    failures++;
    if (name.isEmpty()) {
      // It begins anew, and has all its time again; not for ever, however long each one ran.
      restarts++;
      executing = false;
      deadline = Instant.now().plus(limitWithQueue);
    }
    connection
        .retry()
        .failed(
            WHAT, lost ? Status.UNAVAILABLE.asRuntimeException() : e, Math.max(failures, restarts));
  }

  /// REAPI, Execute: FAILED_PRECONDITION with violations of the type MISSING.
  private static boolean isAboutMissingContent(StatusRuntimeException e) {
    if (e.getStatus().getCode() != Status.Code.FAILED_PRECONDITION || e.getTrailers() == null) {
      return false;
    }
    com.google.rpc.Status status = e.getTrailers().get(DETAILS);
    List<Any> details = status == null ? List.of() : status.getDetailsList();
    return details.stream().anyMatch(Execution::namesMissing);
  }

  private static boolean namesMissing(Any detail) {
    try {
      return detail.getTypeUrl().endsWith("google.rpc.PreconditionFailure")
          && PreconditionFailure.parseFrom(detail.getValue()).getViolationsList().stream()
              .anyMatch(violation -> violation.getType().equals("MISSING"));
    } catch (InvalidProtocolBufferException _) {
      return false;
    }
  }

  /// Nobody waits for the operation any more; a server that cannot cancel finds out by itself.
  private void cancel() {
    if (name.isEmpty()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      var _ =
          connection
              .stub(OperationsGrpc::newFutureStub, 0)
              .cancelOperation(CancelOperationRequest.newBuilder().setName(name).build())
              .get(2, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      interrupted = true;
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException _) {
      // It goes on without anyone to wait for it.
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
