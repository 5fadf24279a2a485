package org.asaman.remote;

import build.bazel.remote.execution.v2.ActionCacheGrpc;
import build.bazel.remote.execution.v2.ActionCacheUpdateCapabilities;
import build.bazel.remote.execution.v2.ActionResult;
import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.BatchUpdateBlobsRequest;
import build.bazel.remote.execution.v2.BatchUpdateBlobsResponse;
import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.DigestFunction;
import build.bazel.remote.execution.v2.ExecuteOperationMetadata;
import build.bazel.remote.execution.v2.ExecuteRequest;
import build.bazel.remote.execution.v2.ExecuteResponse;
import build.bazel.remote.execution.v2.ExecutionCapabilities;
import build.bazel.remote.execution.v2.ExecutionGrpc;
import build.bazel.remote.execution.v2.ExecutionStage;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.FindMissingBlobsResponse;
import build.bazel.remote.execution.v2.GetActionResultRequest;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import build.bazel.remote.execution.v2.GetTreeRequest;
import build.bazel.remote.execution.v2.GetTreeResponse;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.remote.execution.v2.UpdateActionResultRequest;
import build.bazel.remote.execution.v2.WaitExecutionRequest;
import build.bazel.semver.SemVer;
import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.QueryWriteStatusResponse;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import io.grpc.BindableService;
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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.asaman.store.Digest;

/// A server of the Remote Execution API in this process, over a real connection: honest, unless a
/// test says how it is not. It stands for what real servers cannot be made to do.
final class FakeServer implements AutoCloseable {
  private static final int PIECE = 64 << 10;

  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  final Map<String, ActionResult> results = new ConcurrentHashMap<>();
  final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  final Map<String, Metadata> headers = new ConcurrentHashMap<>();

  /// How often each content was sent here.
  final Map<String, AtomicInteger> received = new ConcurrentHashMap<>();

  /// What calls of a method fail with, the next one first.
  final Map<String, Deque<StatusRuntimeException>> failures = new ConcurrentHashMap<>();

  /// What is sent instead of the content that is asked for.
  volatile UnaryOperator<byte[]> content = bytes -> bytes;

  /// What an action gives.
  volatile Function<ExecuteRequest, ExecuteResponse> work =
      _ -> ExecuteResponse.newBuilder().setResult(ActionResult.getDefaultInstance()).build();

  /// How the operations of an execution are told; replaced by tests of streams.
  volatile Telling telling = FakeServer::tellAll;

  /// After so many bytes the next read, or write, breaks.
  volatile int readBreaksAfter = -1;

  volatile int writeBreaksAfter = -1;

  volatile ServerCapabilities capabilities = capabilities(true).build();

  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  private final Server server;

  /// Tells a client of one execution.
  interface Telling {
    void tell(FakeServer server, ExecuteRequest request, StreamObserver<Operation> client);
  }

  FakeServer() throws IOException {
    this(InsecureServerCredentials.create());
  }

  FakeServer(ServerCredentials credentials) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
            .maxInboundMessageSize(64 << 20)
            .intercept(new Faults());
    List.<BindableService>of(
            new Cas(), new Bytes(), new Cache(), new Execution(), new Operations(), new Abilities())
        .forEach(builder::addService);
    server = builder.build().start();
  }

  static ServerCapabilities.Builder capabilities(boolean executes) {
    return ServerCapabilities.newBuilder()
        .setLowApiVersion(SemVer.newBuilder().setMajor(2))
        .setHighApiVersion(SemVer.newBuilder().setMajor(2).setMinor(3))
        .setCacheCapabilities(
            CacheCapabilities.newBuilder()
                .addDigestFunctions(DigestFunction.Value.SHA256)
                .setActionCacheUpdateCapabilities(
                    ActionCacheUpdateCapabilities.newBuilder().setUpdateEnabled(true)))
        .setExecutionCapabilities(
            ExecutionCapabilities.newBuilder()
                .setExecEnabled(executes)
                .addDigestFunctions(DigestFunction.Value.SHA256));
  }

  /// The same server with compression, or with other limits.
  void can(UnaryOperator<CacheCapabilities.Builder> change) {
    capabilities =
        capabilities.toBuilder()
            .setCacheCapabilities(change.apply(capabilities.getCacheCapabilities().toBuilder()))
            .build();
  }

  void compresses() {
    can(cache ->
        cache
            .addSupportedCompressors(Compressor.Value.ZSTD)
            .addSupportedBatchUpdateCompressors(Compressor.Value.ZSTD));
  }

  int port() {
    return server.getPort();
  }

  Address address() {
    return Address.parse("grpc://127.0.0.1:" + port());
  }

  Digest put(byte[] bytes) {
    Digest digest = Digest.of(bytes);
    blobs.put(digest.hash(), bytes);
    return digest;
  }

  void fail(String method, Status... statuses) {
    fail(
        method,
        Arrays.stream(statuses)
            .map(Status::asRuntimeException)
            .toArray(StatusRuntimeException[]::new));
  }

  void fail(String method, StatusRuntimeException... exceptions) {
    failures
        .computeIfAbsent(method, _ -> new ConcurrentLinkedDeque<>())
        .addAll(List.of(exceptions));
  }

  int calls(String method) {
    return calls.computeIfAbsent(method, _ -> new AtomicInteger()).get();
  }

  static Operation operation(String name, ExecutionStage.Value stage) {
    return Operation.newBuilder()
        .setName(name)
        .setMetadata(any(ExecuteOperationMetadata.newBuilder().setStage(stage).build()))
        .build();
  }

  static Operation done(String name, ExecuteResponse response) {
    return Operation.newBuilder().setName(name).setDone(true).setResponse(any(response)).build();
  }

  static Any any(MessageLite message) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + message.getClass().getSimpleName())
        .setValue(message.toByteString())
        .build();
  }

  static void tellAll(FakeServer server, ExecuteRequest request, StreamObserver<Operation> client) {
    client.onNext(operation("op", ExecutionStage.Value.QUEUED));
    client.onNext(operation("op", ExecutionStage.Value.EXECUTING));
    client.onNext(done("op", server.work.apply(request)));
    client.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /// Counts calls, keeps their headers and lets them fail.
  private final class Faults implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
      String method = call.getMethodDescriptor().getBareMethodName();
      calls.computeIfAbsent(method, _ -> new AtomicInteger()).incrementAndGet();
      headers.put(method, metadata);
      StatusRuntimeException failure =
          failures.getOrDefault(method, new ConcurrentLinkedDeque<>()).poll();
      if (failure == null) {
        return next.startCall(call, metadata);
      }
      Metadata trailers = failure.getTrailers() == null ? new Metadata() : failure.getTrailers();
      call.close(failure.getStatus(), trailers);
      return new ServerCall.Listener<>() {};
    }
  }

  private final class Abilities extends CapabilitiesGrpc.CapabilitiesImplBase {
    @Override
    public void getCapabilities(
        GetCapabilitiesRequest request, StreamObserver<ServerCapabilities> client) {
      answer(client, capabilities);
    }
  }

  private final class Cas extends ContentAddressableStorageGrpc.ContentAddressableStorageImplBase {
    @Override
    public void findMissingBlobs(
        FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> client) {
      FindMissingBlobsResponse.Builder missing = FindMissingBlobsResponse.newBuilder();
      request.getBlobDigestsList().stream()
          .filter(digest -> !blobs.containsKey(digest.getHash()))
          .forEach(missing::addMissingBlobDigests);
      answer(client, missing.build());
    }

    @Override
    public void batchUpdateBlobs(
        BatchUpdateBlobsRequest request, StreamObserver<BatchUpdateBlobsResponse> client) {
      BatchUpdateBlobsResponse.Builder response = BatchUpdateBlobsResponse.newBuilder();
      for (BatchUpdateBlobsRequest.Request one : request.getRequestsList()) {
        byte[] bytes =
            one.getCompressor() == Compressor.Value.ZSTD
                ? decompressed(one.getData())
                : one.getData().toByteArray();
        keep(one.getDigest().getHash(), bytes);
        response.addResponses(
            BatchUpdateBlobsResponse.Response.newBuilder().setDigest(one.getDigest()));
      }
      answer(client, response.build());
    }

    @Override
    public void batchReadBlobs(
        BatchReadBlobsRequest request, StreamObserver<BatchReadBlobsResponse> client) {
      boolean zstd = request.getAcceptableCompressorsList().contains(Compressor.Value.ZSTD);
      BatchReadBlobsResponse.Builder response = BatchReadBlobsResponse.newBuilder();
      for (var digest : request.getDigestsList()) {
        BatchReadBlobsResponse.Response.Builder one =
            BatchReadBlobsResponse.Response.newBuilder().setDigest(digest);
        byte[] bytes = blobs.get(digest.getHash());
        if (bytes == null) {
          one.setStatus(com.google.rpc.Status.newBuilder().setCode(Status.Code.NOT_FOUND.value()));
        } else if (zstd) {
          one.setCompressor(Compressor.Value.ZSTD)
              .setData(ByteString.copyFrom(content.apply(compressed(bytes))));
        } else {
          one.setData(ByteString.copyFrom(content.apply(bytes)));
        }
        response.addResponses(one);
      }
      answer(client, response.build());
    }

    /// One folder on a page.
    @Override
    public void getTree(GetTreeRequest request, StreamObserver<GetTreeResponse> client) {
      List<byte[]> folders = new ArrayList<>();
      collect(request.getRootDigest().getHash(), folders);
      int page = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      answer(
          client,
          GetTreeResponse.newBuilder()
              .addDirectories(ByteString.copyFrom(folders.get(page)))
              .setNextPageToken(page + 1 < folders.size() ? "" + (page + 1) : "")
              .build());
    }

    private void collect(String hash, List<byte[]> folders) {
      byte[] message = blobs.get(hash);
      folders.add(message);
      try {
        org.asaman.exec.Directory.read(message)
            .directories()
            .forEach(child -> collect(child.digest().hash(), folders));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void keep(String hash, byte[] bytes) {
    if (!Digest.of(bytes).hash().equals(hash)) {
      throw Status.INVALID_ARGUMENT.withDescription("not " + hash).asRuntimeException();
    }
    received.computeIfAbsent(hash, _ -> new AtomicInteger()).incrementAndGet();
    blobs.put(hash, bytes);
  }

  private final class Bytes extends ByteStreamGrpc.ByteStreamImplBase {
    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> client) {
      boolean zstd = request.getResourceName().contains("compressed-blobs/zstd/");
      byte[] bytes = blobs.get(hash(request.getResourceName()));
      if (bytes == null) {
        client.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      byte[] rest = Arrays.copyOfRange(bytes, (int) request.getReadOffset(), bytes.length);
      byte[] all = content.apply(zstd ? compressed(rest) : rest);
      int breaks = readBreaksAfter;
      for (int at = 0; at < all.length; at += PIECE) {
        if (breaks >= 0 && at >= breaks) {
          readBreaksAfter = -1;
          client.onError(Status.UNAVAILABLE.asRuntimeException());
          return;
        }
        client.onNext(
            ReadResponse.newBuilder()
                .setData(ByteString.copyFrom(all, at, Math.min(PIECE, all.length - at)))
                .build());
      }
      client.onCompleted();
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> client) {
      return new Writing(client);
    }

    @Override
    public void queryWriteStatus(
        QueryWriteStatusRequest request, StreamObserver<QueryWriteStatusResponse> client) {
      ByteArrayOutputStream upload = uploads.get(request.getResourceName());
      if (upload == null) {
        client.onError(Status.NOT_FOUND.asRuntimeException());
      } else {
        answer(
            client, QueryWriteStatusResponse.newBuilder().setCommittedSize(upload.size()).build());
      }
    }
  }

  private static String hash(String resource) {
    String[] parts = resource.split("/");
    return parts[parts.length - 2];
  }

  private final class Writing implements StreamObserver<WriteRequest> {
    private final StreamObserver<WriteResponse> client;
    private String resource = "";
    private boolean over;

    Writing(StreamObserver<WriteResponse> client) {
      this.client = client;
    }

    @Override
    public void onNext(WriteRequest request) {
      if (over) {
        return;
      }
      resource = request.getResourceName().isEmpty() ? resource : request.getResourceName();
      ByteArrayOutputStream upload =
          uploads.computeIfAbsent(resource, _ -> new ByteArrayOutputStream());
      if (upload.size() != request.getWriteOffset()) {
        end(Status.INVALID_ARGUMENT.withDescription("not at " + upload.size()));
        return;
      }
      upload.writeBytes(request.getData().toByteArray());
      if (writeBreaksAfter >= 0 && upload.size() >= writeBreaksAfter) {
        writeBreaksAfter = -1;
        end(Status.UNAVAILABLE);
        return;
      }
      if (request.getFinishWrite()) {
        byte[] bytes = upload.toByteArray();
        boolean zstd = resource.contains("compressed-blobs/zstd/");
        try {
          keep(hash(resource), zstd ? decompressed(ByteString.copyFrom(bytes)) : bytes);
        } catch (StatusRuntimeException e) {
          end(e.getStatus());
          return;
        }
        over = true;
        answer(client, WriteResponse.newBuilder().setCommittedSize(bytes.length).build());
      }
    }

    private void end(Status status) {
      over = true;
      client.onError(status.asRuntimeException());
    }

    @Override
    public void onError(Throwable cause) {
      over = true;
    }

    @Override
    public void onCompleted() {
      over = true;
    }
  }

  private final class Cache extends ActionCacheGrpc.ActionCacheImplBase {
    @Override
    public void getActionResult(
        GetActionResultRequest request, StreamObserver<ActionResult> client) {
      ActionResult result = results.get(request.getActionDigest().getHash());
      if (result == null) {
        client.onError(Status.NOT_FOUND.asRuntimeException());
      } else {
        answer(client, result);
      }
    }

    @Override
    public void updateActionResult(
        UpdateActionResultRequest request, StreamObserver<ActionResult> client) {
      results.put(request.getActionDigest().getHash(), request.getActionResult());
      answer(client, request.getActionResult());
    }
  }

  private final class Execution extends ExecutionGrpc.ExecutionImplBase {
    @Override
    public void execute(ExecuteRequest request, StreamObserver<Operation> client) {
      telling.tell(FakeServer.this, request, client);
    }

    @Override
    public void waitExecution(WaitExecutionRequest request, StreamObserver<Operation> client) {
      client.onNext(done(request.getName(), work.apply(ExecuteRequest.getDefaultInstance())));
      client.onCompleted();
    }
  }

  private static final class Operations extends OperationsGrpc.OperationsImplBase {
    @Override
    public void cancelOperation(CancelOperationRequest request, StreamObserver<Empty> client) {
      answer(client, Empty.getDefaultInstance());
    }
  }

  private static <T> void answer(StreamObserver<T> client, T message) {
    client.onNext(message);
    client.onCompleted();
  }

  static byte[] compressed(byte[] bytes) {
    try {
      return Zstd.compress(bytes).toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] decompressed(ByteString bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (var in = Zstd.decompressing(new ByteArrayInputStream(bytes.toByteArray()));
        OutputStream out = all) {
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }
}
