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
import build.bazel.remote.execution.v2.OutputDirectory;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.remote.execution.v2.Tree;
import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.rpc.PreconditionFailure;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.asaman.exec.Directory;
import org.asaman.exec.Directory.FileNode;
import org.asaman.store.Digest;
import tools.jackson.databind.json.JsonMapper;

/// A server of the Remote Execution API whose workers build nothing: an action takes as long as a
/// build does, divided by a scale, and gives a wheel of a build's size.
///
/// All else is as it is on a server: content is checked against its digest, an action is not begun
/// before all of its content is there, and waits in a queue for a free worker. Of content that only
/// a worker would read it keeps the digest.
final class SimulatedServer implements AutoCloseable {
  /// The folder of an action's outputs.
  static final String OUTPUT = "out";

  private static final int BATCH = 4 << 20;
  private static final int KEPT = 64 << 10;
  private static final int KEPT_OF_ANY_KIND = 1 << 10;
  private static final int PIECE = 64 << 10;
  private static final byte[] NOISE = noise();

  private final double scale;
  private final Server server;
  private final List<Thread> workers = new ArrayList<>();
  private final Set<Digest> there = ConcurrentHashMap.newKeySet();
  private final Map<Digest, ByteString> content = new ConcurrentHashMap<>();
  private final Set<Digest> whole = ConcurrentHashMap.newKeySet();
  private final Map<Digest, ActionResult> results = new ConcurrentHashMap<>();
  private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
  private final AtomicLong operations = new AtomicLong();

  private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder sentTwice = new LongAdder();
  private final LongAdder busy = new LongAdder();
  private final ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();

  /// @param queued when it began to wait, as [System#nanoTime]
  private record Job(Digest action, String name, StreamObserver<Operation> observer, long queued) {}

  SimulatedServer(int workers, double scale) throws IOException {
    this.scale = scale;
    this.server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .maxInboundMessageSize(2 * BATCH)
            .addStreamTracerFactory(new Tracers())
            .addService(new Facts())
            .addService(new Storage())
            .addService(new ByteStreams())
            .addService(new Cache())
            .addService(new Executions())
            .build()
            .start();
    for (int i = 0; i < workers; i++) {
      this.workers.add(Thread.ofPlatform().daemon().name("worker-" + i).start(this::work));
    }
  }

  int port() {
    return server.getPort();
  }

  /// How often content came that was there already.
  long sentTwice() {
    return sentTwice.sum();
  }

  long calls(String method) {
    LongAdder count = calls.get(method);
    return count == null ? 0 : count.sum();
  }

  /// What happened since this was asked last.
  Map<String, Object> report() {
    long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
    waits.clear();
    Map<String, Object> report = new TreeMap<>();
    report.put("executed", sorted.length);
    report.put("queue_mean_s", java.util.Arrays.stream(sorted).average().orElse(0) / 1e9);
    report.put("queue_p95_s", sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.95)] / 1e9);
    report.put("busy_s", busy.sumThenReset() / 1e9);
    report.put("bytes_in", received.sumThenReset());
    report.put("bytes_out", sent.sumThenReset());
    report.put("sent_twice", sentTwice.sumThenReset());
    Map<String, Long> counts = new TreeMap<>();
    calls.forEach((method, count) -> counts.put(method, count.sumThenReset()));
    report.put("calls", counts);
    report.put(
        "cpu_s",
        ProcessHandle.current().info().totalCpuDuration().map(d -> d.toMillis() / 1e3).orElse(0.0));
    return report;
  }

  @Override
  public void close() {
    server.shutdownNow();
    workers.forEach(Thread::interrupt);
  }

  /// As a process of its own: tells its port, then reports whenever a line comes.
  public static void main(String[] args) throws IOException {
    try (SimulatedServer server =
            new SimulatedServer(Integer.parseInt(args[0]), Double.parseDouble(args[1]));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(server.port());
      while (lines.readLine() != null) {
        System.out.println(new JsonMapper().writeValueAsString(server.report()));
      }
    }
  }

  /// How long the action takes on a true worker: most builds are of pure Python, and the others
  /// compile.
  static double seconds(Digest action) {
    Random random = random(action);
    return random.nextDouble() < 0.12
        ? 14.4 * Math.exp(1.1 * random.nextGaussian())
        : 0.78 * Math.exp(0.45 * random.nextGaussian());
  }

  /// The wheel that an action gives.
  static ByteString wheel(Digest action) {
    Random random = random(action);
    int size = (int) Math.clamp(144_000 * Math.exp(1.63 * random.nextGaussian()), 10_000, 5 << 20);
    return ByteString.copyFromUtf8(action.toString())
        .concat(Protocol.bytes(NOISE).substring(0, size));
  }

  private static Random random(Digest action) {
    return new Random(Long.parseUnsignedLong(action.hash().substring(0, 16), 16));
  }

  private static byte[] noise() {
    byte[] noise = new byte[5 << 20];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private void work() {
    try {
      while (true) {
        Job job = queue.take();
        long began = System.nanoTime();
        waits.add(began - job.queued());
        tell(job, ExecutionStage.Value.EXECUTING);
        Thread.sleep((long) (seconds(job.action()) * 1000 / scale));
        ActionResult result = build(job.action());
        busy.add(System.nanoTime() - began);
        results.put(job.action(), result);
        answer(job, ExecuteResponse.newBuilder().setResult(result).build());
      }
    } catch (InterruptedException _) {
      // The server is closed.
    }
  }

  private ActionResult build(Digest action) {
    ByteString command = content.get(digest(action(action).getRoot()));
    if (command != null && command.toStringUtf8().contains("look.py")) {
      ByteString answer =
          ByteString.copyFromUtf8(
              "{\"folder\":\"/tmp/asaman-workers\",\"files\":{},\"network\":false,\"answers\":[]}");
      return result(List.of(file("answer.json", answer)), keep(ByteString.EMPTY));
    }
    String result = "{\"wheel\":\"simulated-1-py3-none-any.whl\",\"of\":\"" + action + "\"}";
    String log = ("building " + action + "\n").repeat(40);
    return result(
        List.of(
            file("simulated-1-py3-none-any.whl", wheel(action)),
            file("result.json", ByteString.copyFromUtf8(result))),
        keep(ByteString.copyFromUtf8(log)));
  }

  private FileNode file(String name, ByteString bytes) {
    return new FileNode(name, keep(bytes), false);
  }

  private ActionResult result(List<FileNode> files, Digest log) {
    byte[] folder = new Directory(files, List.of(), List.of()).toBytes();
    Digest tree = keep(Tree.newBuilder().setRoot(Protocol.bytes(folder)).build().toByteString());
    return ActionResult.newBuilder()
        .addOutputDirectories(
            OutputDirectory.newBuilder().setPath(OUTPUT).setTreeDigest(Protocol.message(tree)))
        .setStdoutDigest(Protocol.message(log))
        .build();
  }

  private Digest keep(ByteString bytes) {
    Digest digest = Digest.of(bytes.toByteArray());
    content.put(digest, bytes);
    there.add(digest);
    return digest;
  }

  /// Content that a client sent.
  private void take(Digest digest, ByteString bytes) {
    byte[] array = bytes.toByteArray();
    if (!Digest.of(array).equals(digest)) {
      throw Status.INVALID_ARGUMENT.withDescription("other bytes").asRuntimeException();
    }
    if (array.length <= KEPT_OF_ANY_KIND || array.length <= KEPT && isFolder(array)) {
      content.put(digest, ByteString.copyFrom(array));
    }
    if (!there.add(digest)) {
      sentTwice.increment();
    }
  }

  private static boolean isFolder(byte[] bytes) {
    try {
      Directory directory = Directory.read(bytes);
      return !directory.files().isEmpty() || !directory.directories().isEmpty();
    } catch (IOException | IllegalArgumentException _) {
      return false;
    }
  }

  /// An action begins as a Tree does: with two messages, under 1 and 2.
  private Tree action(Digest digest) {
    try {
      ByteString bytes = content.get(digest);
      return bytes == null ? Tree.getDefaultInstance() : Tree.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Digest digest(ByteString message) {
    try {
      return digest(build.bazel.remote.execution.v2.Digest.parseFrom(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Digest digest(build.bazel.remote.execution.v2.Digest message) {
    return Protocol.digest(message)
        .orElseThrow(
            () -> Status.INVALID_ARGUMENT.withDescription("no digest").asRuntimeException());
  }

  /// The first content that an action lacks here.
  private Optional<Digest> lacking(Digest digest) {
    Tree action = action(digest);
    if (action.getChildrenCount() == 0) {
      return Optional.of(digest);
    }
    Digest command = digest(action.getRoot());
    return there.contains(command)
        ? lackingIn(digest(action.getChildren(0)))
        : Optional.of(command);
  }

  private Optional<Digest> lackingIn(Digest folder) {
    if (whole.contains(folder)) {
      return Optional.empty();
    }
    ByteString bytes = content.get(folder);
    if (bytes == null) {
      return Optional.of(folder);
    }
    Directory directory;
    try {
      directory = Directory.read(bytes.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Optional<Digest> lacking =
        directory.files().stream()
            .map(FileNode::digest)
            .filter(file -> file.size() > 0 && !there.contains(file))
            .findFirst()
            .or(() ->
                directory.directories().stream()
                    .flatMap(child -> lackingIn(child.digest()).stream())
                    .findFirst());
    if (lacking.isEmpty()) {
      whole.add(folder);
    }
    return lacking;
  }

  private static void tell(Job job, ExecutionStage.Value stage) {
    job.observer().onNext(operation(job, stage).build());
  }

  private static void answer(Job job, ExecuteResponse response) {
    job.observer()
        .onNext(
            operation(job, ExecutionStage.Value.COMPLETED)
                .setDone(true)
                .setResponse(any("build.bazel.remote.execution.v2.ExecuteResponse", response))
                .build());
    job.observer().onCompleted();
  }

  private static Operation.Builder operation(Job job, ExecutionStage.Value stage) {
    return Operation.newBuilder()
        .setName(job.name())
        .setMetadata(
            any(
                "build.bazel.remote.execution.v2.ExecuteOperationMetadata",
                ExecuteOperationMetadata.newBuilder().setStage(stage).build()));
  }

  private static Any any(String type, MessageLite message) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + type)
        .setValue(message.toByteString())
        .build();
  }

  private static <T> void answer(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }

  private final class Executions extends ExecutionGrpc.ExecutionImplBase {
    @Override
    public void execute(ExecuteRequest request, StreamObserver<Operation> observer) {
      Digest action = digest(request.getActionDigest());
      Job job =
          new Job(action, "operation-" + operations.incrementAndGet(), observer, System.nanoTime());
      ActionResult known = request.getSkipCacheLookup() ? null : results.get(action);
      if (known != null) {
        answer(job, ExecuteResponse.newBuilder().setResult(known).setCachedResult(true).build());
        return;
      }
      Optional<Digest> lacking = lacking(action);
      if (lacking.isPresent()) {
        answer(job, missing(lacking.get()));
        return;
      }
      tell(job, ExecutionStage.Value.QUEUED);
      queue.add(job);
    }

    private static ExecuteResponse missing(Digest digest) {
      PreconditionFailure failure =
          PreconditionFailure.newBuilder()
              .addViolations(
                  PreconditionFailure.Violation.newBuilder()
                      .setType("MISSING")
                      .setSubject("blobs/" + digest))
              .build();
      return ExecuteResponse.newBuilder()
          .setStatus(
              com.google.rpc.Status.newBuilder()
                  .setCode(Status.Code.FAILED_PRECONDITION.value())
                  .setMessage("lacks " + digest)
                  .addDetails(any("google.rpc.PreconditionFailure", failure)))
          .build();
    }
  }

  private final class Cache extends ActionCacheGrpc.ActionCacheImplBase {
    @Override
    public void getActionResult(
        GetActionResultRequest request, StreamObserver<ActionResult> observer) {
      ActionResult result = results.get(digest(request.getActionDigest()));
      if (result == null) {
        observer.onError(Status.NOT_FOUND.asRuntimeException());
      } else {
        answer(observer, result);
      }
    }
  }

  private final class Storage
      extends ContentAddressableStorageGrpc.ContentAddressableStorageImplBase {
    @Override
    public void findMissingBlobs(
        FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> observer) {
      FindMissingBlobsResponse.Builder missing = FindMissingBlobsResponse.newBuilder();
      request.getBlobDigestsList().stream()
          .filter(digest -> !there.contains(digest(digest)))
          .forEach(missing::addMissingBlobDigests);
      answer(observer, missing.build());
    }

    @Override
    public void batchUpdateBlobs(
        BatchUpdateBlobsRequest request, StreamObserver<BatchUpdateBlobsResponse> observer) {
      BatchUpdateBlobsResponse.Builder taken = BatchUpdateBlobsResponse.newBuilder();
      for (BatchUpdateBlobsRequest.Request one : request.getRequestsList()) {
        take(digest(one.getDigest()), one.getData());
        taken.addResponses(
            BatchUpdateBlobsResponse.Response.newBuilder().setDigest(one.getDigest()));
      }
      answer(observer, taken.build());
    }

    @Override
    public void batchReadBlobs(
        BatchReadBlobsRequest request, StreamObserver<BatchReadBlobsResponse> observer) {
      BatchReadBlobsResponse.Builder blobs = BatchReadBlobsResponse.newBuilder();
      for (var wanted : request.getDigestsList()) {
        ByteString bytes = content.get(digest(wanted));
        BatchReadBlobsResponse.Response.Builder one =
            BatchReadBlobsResponse.Response.newBuilder().setDigest(wanted);
        blobs.addResponses(
            bytes == null
                ? one.setStatus(
                    com.google.rpc.Status.newBuilder().setCode(Status.Code.NOT_FOUND.value()))
                : one.setData(bytes));
      }
      answer(observer, blobs.build());
    }
  }

  private final class ByteStreams extends ByteStreamGrpc.ByteStreamImplBase {
    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
      ByteString bytes = content.get(named(request.getResourceName()));
      if (bytes == null) {
        observer.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      for (int at = (int) request.getReadOffset(); at < bytes.size(); at += PIECE) {
        observer.onNext(
            ReadResponse.newBuilder()
                .setData(bytes.substring(at, Math.min(bytes.size(), at + PIECE)))
                .build());
      }
      observer.onCompleted();
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> observer) {
      return new StreamObserver<>() {
        private ByteString bytes = ByteString.EMPTY;
        private String resource = "";

        @Override
        public void onNext(WriteRequest request) {
          resource = request.getResourceName();
          bytes = bytes.concat(request.getData());
        }

        @Override
        public void onError(Throwable cause) {
          // The client gave up.
        }

        @Override
        public void onCompleted() {
          take(named(resource), bytes);
          answer(observer, WriteResponse.newBuilder().setCommittedSize(bytes.size()).build());
        }
      };
    }

    private static Digest named(String resource) {
      return Digest.tryParse(resource.substring(resource.indexOf("blobs/") + "blobs/".length()))
          .orElseThrow();
    }
  }

  private static final class Facts extends CapabilitiesGrpc.CapabilitiesImplBase {
    @Override
    public void getCapabilities(
        GetCapabilitiesRequest request, StreamObserver<ServerCapabilities> observer) {
      answer(
          observer,
          ServerCapabilities.newBuilder()
              .setCacheCapabilities(
                  CacheCapabilities.newBuilder()
                      .addDigestFunctions(DigestFunction.Value.SHA256)
                      .setMaxBatchTotalSizeBytes(BATCH - (1 << 16))
                      .setActionCacheUpdateCapabilities(
                          ActionCacheUpdateCapabilities.newBuilder().setUpdateEnabled(true)))
              .setExecutionCapabilities(
                  ExecutionCapabilities.newBuilder()
                      .setDigestFunction(DigestFunction.Value.SHA256)
                      .setExecEnabled(true))
              .build());
    }
  }

  /// Counts calls, and bytes as they are on the wire.
  private final class Tracers extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      calls
          .computeIfAbsent(method.substring(method.indexOf('/') + 1), _ -> new LongAdder())
          .increment();
      return new ServerStreamTracer() {
        @Override
        public void inboundWireSize(long bytes) {
          received.add(bytes);
        }

        @Override
        public void outboundWireSize(long bytes) {
          sent.add(bytes);
        }
      };
    }
  }
}
