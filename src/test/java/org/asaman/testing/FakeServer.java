package org.asaman.testing;

import build.bazel.remote.execution.v2.ActionCacheGrpc;
import build.bazel.remote.execution.v2.ActionCacheUpdateCapabilities;
import build.bazel.remote.execution.v2.ActionResult;
import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.DigestFunction;
import build.bazel.remote.execution.v2.ExecuteOperationMetadata;
import build.bazel.remote.execution.v2.ExecuteRequest;
import build.bazel.remote.execution.v2.ExecuteResponse;
import build.bazel.remote.execution.v2.ExecutionCapabilities;
import build.bazel.remote.execution.v2.ExecutionGrpc;
import build.bazel.remote.execution.v2.ExecutionStage;
import build.bazel.remote.execution.v2.GetActionResultRequest;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.remote.execution.v2.UpdateActionResultRequest;
import build.bazel.remote.execution.v2.WaitExecutionRequest;
import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.asaman.store.Digest;

/// A server of the Remote Execution API on this machine, honest but for the faults that a test asks
/// for; its actions are evaluated by the test.
public final class FakeServer implements AutoCloseable {
  private static final int LARGEST_MESSAGE = 64 << 20;

  /// Evaluates an action.
  public interface Work {
    ActionResult run(Digest action) throws Exception;
  }

  /// Its content.
  public final FakeCas cas = new FakeCas();

  public final Map<Digest, ActionResult> results = new ConcurrentHashMap<>();

  /// The names of the calls that came, such as `Execute`.
  public final List<String> calls = new CopyOnWriteArrayList<>();

  /// The metadata of the calls that came.
  public final List<Metadata> headers = new CopyOnWriteArrayList<>();

  public final List<ExecuteRequest> executed = new CopyOnWriteArrayList<>();

  /// Operations by name; those that run are not done.
  public final Map<String, Operation> operations = new ConcurrentHashMap<>();

  public final List<String> cancelled = new CopyOnWriteArrayList<>();

  public volatile ServerCapabilities capabilities = usual();
  public volatile Work work = _ -> ActionResult.getDefaultInstance();

  /// What Execute and WaitExecution do, where they are not to be honest.
  public volatile BiConsumer<ExecuteRequest, StreamObserver<Operation>> execute = this::honestly;

  public volatile BiConsumer<WaitExecutionRequest, StreamObserver<Operation>> await = this::known;

  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerCredentials credentials;
  private final int port;
  private Server server;

  private record Fault(Status status, Metadata details, AtomicInteger left) {}

  public FakeServer() {
    this(InsecureServerCredentials.create());
  }

  public FakeServer(ServerCredentials credentials) {
    this.credentials = credentials;
    this.server = start(0);
    this.port = server.getPort();
  }

  private Server start(int wanted) {
    try {
      return NettyServerBuilder.forAddress(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), credentials)
          .executor(threads)
          .maxInboundMessageSize(LARGEST_MESSAGE)
          .intercept(new Faults())
          .addService(cas.storage())
          .addService(cas.bytes())
          .addService(new Facts())
          .addService(new Cache())
          .addService(new Executions())
          .addService(new Operations())
          .build()
          .start();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public String address() {
    return "grpc://127.0.0.1:" + port();
  }

  /// What an ordinary server says of itself.
  public static ServerCapabilities usual() {
    return ServerCapabilities.newBuilder()
        .setCacheCapabilities(
            CacheCapabilities.newBuilder()
                .addDigestFunctions(DigestFunction.Value.SHA256)
                .setActionCacheUpdateCapabilities(
                    ActionCacheUpdateCapabilities.newBuilder().setUpdateEnabled(true)))
        .setExecutionCapabilities(
            ExecutionCapabilities.newBuilder()
                .setDigestFunction(DigestFunction.Value.SHA256)
                .setExecEnabled(true))
        .build();
  }

  /// The next calls of this name fail, so many times.
  public void fail(String call, int times, Status status) {
    fail(call, times, status, new Metadata());
  }

  public void fail(String call, int times, Status status, Metadata details) {
    faults.put(call, new Fault(status, details, new AtomicInteger(times)));
  }

  /// Every further call fails.
  public void fail(String call, Status status) {
    fail(call, Integer.MAX_VALUE, status);
  }

  /// How many calls of this name came.
  public long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  /// Ends the process and starts it again at the same address: connections break, operations are
  /// forgotten, content stays.
  public void restart() {
    operations.clear();
    stop();
    server = start(port);
  }

  /// Ends all connections; nothing listens any more.
  public void stop() {
    var _ = server.shutdownNow();
    try {
      var _ = server.awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  public static Any any(String type, MessageLite message) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + type)
        .setValue(message.toByteString())
        .build();
  }

  public String newName() {
    return "operation-" + numbers.incrementAndGet();
  }

  public static Operation running(String name, ExecutionStage.Value stage) {
    return Operation.newBuilder()
        .setName(name)
        .setMetadata(
            any(
                "build.bazel.remote.execution.v2.ExecuteOperationMetadata",
                ExecuteOperationMetadata.newBuilder().setStage(stage).build()))
        .build();
  }

  public static Operation done(String name, ExecuteResponse response) {
    return running(name, ExecutionStage.Value.COMPLETED).toBuilder()
        .setDone(true)
        .setResponse(any("build.bazel.remote.execution.v2.ExecuteResponse", response))
        .build();
  }

  public static Operation done(String name, ActionResult result) {
    return done(name, ExecuteResponse.newBuilder().setResult(result).build());
  }

  /// Evaluates an action as a server does, and remembers what succeeded.
  public void honestly(ExecuteRequest request, StreamObserver<Operation> answer) {
    Digest action = FakeCas.digest(request.getActionDigest());
    ActionResult known = results.get(action);
    String name = newName();
    if (known != null && !request.getSkipCacheLookup()) {
      answer.onNext(
          done(name, ExecuteResponse.newBuilder().setResult(known).setCachedResult(true).build()));
      answer.onCompleted();
      return;
    }
    answer.onNext(running(name, ExecutionStage.Value.QUEUED));
    operations.put(name, running(name, ExecutionStage.Value.EXECUTING));
    answer.onNext(running(name, ExecutionStage.Value.EXECUTING));
    Operation ended;
    try {
      ActionResult result = work.run(action);
      if (result.getExitCode() == 0) {
        results.put(action, result);
      }
      ended = done(name, result);
    } catch (StatusRuntimeException e) {
      answer.onError(e);
      return;
    } catch (Exception e) {
      answer.onError(Status.INTERNAL.withDescription(e.toString()).asRuntimeException());
      return;
    }
    operations.put(name, ended);
    answer.onNext(ended);
    answer.onCompleted();
  }

  private void known(WaitExecutionRequest request, StreamObserver<Operation> answer) {
    Operation operation = operations.get(request.getName());
    if (operation == null) {
      answer.onError(
          Status.NOT_FOUND.withDescription("no operation " + request.getName()).asException());
      return;
    }
    answer.onNext(operation);
    if (operation.getDone()) {
      answer.onCompleted();
    }
  }

  private final class Faults implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
      String name = String.valueOf(call.getMethodDescriptor().getBareMethodName());
      calls.add(name);
      headers.add(metadata);
      Fault fault = faults.get(name);
      if (fault != null && fault.left().getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        call.close(fault.status(), fault.details());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, metadata);
    }
  }

  private final class Facts extends CapabilitiesGrpc.CapabilitiesImplBase {
    @Override
    public void getCapabilities(
        GetCapabilitiesRequest request, StreamObserver<ServerCapabilities> answer) {
      answer.onNext(capabilities);
      answer.onCompleted();
    }
  }

  private final class Cache extends ActionCacheGrpc.ActionCacheImplBase {
    @Override
    public void getActionResult(
        GetActionResultRequest request, StreamObserver<ActionResult> answer) {
      ActionResult result = results.get(FakeCas.digest(request.getActionDigest()));
      if (result == null) {
        answer.onError(Status.NOT_FOUND.asException());
        return;
      }
      answer.onNext(result);
      answer.onCompleted();
    }

    @Override
    public void updateActionResult(
        UpdateActionResultRequest request, StreamObserver<ActionResult> answer) {
      results.put(FakeCas.digest(request.getActionDigest()), request.getActionResult());
      answer.onNext(request.getActionResult());
      answer.onCompleted();
    }
  }

  private final class Executions extends ExecutionGrpc.ExecutionImplBase {
    @Override
    public void execute(ExecuteRequest request, StreamObserver<Operation> answer) {
      executed.add(request);
      execute.accept(request, answer);
    }

    @Override
    public void waitExecution(WaitExecutionRequest request, StreamObserver<Operation> answer) {
      await.accept(request, answer);
    }
  }

  private final class Operations extends OperationsGrpc.OperationsImplBase {
    @Override
    public void cancelOperation(CancelOperationRequest request, StreamObserver<Empty> answer) {
      cancelled.add(request.getName());
      answer.onNext(Empty.getDefaultInstance());
      answer.onCompleted();
    }
  }

  @Override
  public void close() {
    stop();
    var _ = threads.shutdownNow();
  }
}
