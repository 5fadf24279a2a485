package org.asaman.remote;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.BatchUpdateBlobsRequest;
import build.bazel.remote.execution.v2.BatchUpdateBlobsResponse;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc.ContentAddressableStorageBlockingStub;
import build.bazel.remote.execution.v2.DigestFunction;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.GetTreeRequest;
import build.bazel.remote.execution.v2.GetTreeResponse;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// The content-addressed storage of a server: what it lacks, sending that, fetching; small content
/// in batches, large content as streams.
///
/// Everything that comes from it is checked against its digest.
final class Cas {
  /// As many digests as one question holds: 1.5 MB.
  private static final int ASKED_AT_ONCE = 20_000;

  /// What a digest and its frames take in a batch beside its content.
  private static final long FRAME = 160;

  private static final int CALLS_AT_ONCE = 8;

  /// The largest folder that is taken from a server, in messages.
  private static final int MOST_DIRECTORIES = 100_000;

  /// As many answers may hold nothing.
  private static final int MOST_EMPTY = 100;

  /// All of its pages come within this time.
  private static final Duration TREE_TIME = Duration.ofMinutes(5);

  /// In bytes of its messages.
  private static final long LARGEST_TREE = 64L << 20;

  private final Connection connection;
  private final ServerFacts facts;
  private final Streams streams;
  private final Traffic traffic;

  Cas(Connection connection, ServerFacts facts, Traffic traffic) {
    this.connection = connection;
    this.facts = facts;
    this.traffic = traffic;
    this.streams = new Streams(connection, facts, traffic);
  }

  /// The content that the server does not have.
  Set<Digest> missing(Collection<Digest> digests) throws InterruptedException {
    List<Digest> all = List.copyOf(digests);
    Set<Digest> missing = new HashSet<>();
    for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
      List<Digest> some = all.subList(from, Math.min(all.size(), from + ASKED_AT_ONCE));
      FindMissingBlobsRequest request =
          FindMissingBlobsRequest.newBuilder()
              .setInstanceName(connection.instance())
              .setDigestFunction(DigestFunction.Value.SHA256)
              .addAllBlobDigests(some.stream().map(Protocol::message).toList())
              .build();
      connection
          .retry()
          .of(
              "what content it has",
              () -> stub(request.getSerializedSize()).findMissingBlobs(request))
          .getMissingBlobDigestsList()
          .forEach(digest -> Protocol.digest(digest).ifPresent(missing::add));
    }
    missing.retainAll(new HashSet<>(all));
    return missing;
  }

  /// Sends content.
  void send(Collection<Blob> blobs) throws InterruptedException {
    List<Together.Task> tasks = new ArrayList<>();
    List<Blob> batch = new ArrayList<>();
    long size = 0;
    for (Blob blob : blobs) {
      long bytes = blob.digest().size();
      if (facts.largestBlob() > 0 && bytes > facts.largestBlob()) {
        throw connection
            .retry()
            .problem(
                "takes no content of " + bytes + " bytes, only up to " + facts.largestBlob(),
                "ask who runs it");
      }
      if (bytes + FRAME > facts.batchBytes()) {
        tasks.add(() -> streams.send(blob));
        continue;
      }
      if (size + bytes + FRAME > facts.batchBytes()) {
        List<Blob> full = List.copyOf(batch);
        tasks.add(() -> sendBatch(full));
        batch.clear();
        size = 0;
      }
      batch.add(blob);
      size += bytes + FRAME;
    }
    if (!batch.isEmpty()) {
      tasks.add(() -> sendBatch(batch));
    }
    if (!tasks.isEmpty()) {
      Together.run(tasks, CALLS_AT_ONCE);
    }
  }

  private void sendBatch(List<Blob> blobs) throws InterruptedException {
    BatchUpdateBlobsRequest.Builder request =
        BatchUpdateBlobsRequest.newBuilder()
            .setInstanceName(connection.instance())
            .setDigestFunction(DigestFunction.Value.SHA256);
    long size = 0;
    for (Blob blob : blobs) {
      try {
        request.addRequests(request(blob));
      } catch (IOException e) {
        throw unreadable(e);
      }
      size += blob.digest().size();
    }
    BatchUpdateBlobsRequest whole = request.build();
    long bytes = size;
    connection
        .retry()
        .of(
            "the content that a build needs",
            () -> {
              requireTaken(stub(bytes).batchUpdateBlobs(whole));
              return whole;
            });
    traffic.sent(bytes);
  }

  private BatchUpdateBlobsRequest.Request request(Blob blob) throws IOException {
    byte[] content = blob.read();
    BatchUpdateBlobsRequest.Request.Builder request =
        BatchUpdateBlobsRequest.Request.newBuilder().setDigest(Protocol.message(blob.digest()));
    return facts.zstdBatches() && content.length >= Zstd.WORTHWHILE
        ? request.setData(Zstd.compress(content)).setCompressor(Compressor.Value.ZSTD).build()
        : request.setData(Protocol.bytes(content)).build();
  }

  private static void requireTaken(BatchUpdateBlobsResponse answer) {
    answer.getResponsesList().forEach(one -> requireOk(one.getStatus()));
  }

  private static void requireOk(com.google.rpc.Status status) {
    if (status.getCode() != 0) {
      throw new StatusRuntimeException(
          Status.fromCodeValue(status.getCode()).withDescription(status.getMessage()));
    }
  }

  /// Brings content into a store that lacks it.
  ///
  /// @throws MissingBlob when the server does not have some of it
  void fetch(Collection<Digest> digests, Store store) throws InterruptedException {
    List<Together.Task> tasks = new ArrayList<>();
    List<Digest> batch = new ArrayList<>();
    long size = 0;
    for (Digest digest : Set.copyOf(digests)) {
      if (digest.size() == 0) {
        if (!store.put(new byte[0]).equals(digest)) {
          throw connection
              .retry()
              .problem("answers with a digest that is none", "do not use this server");
        }
        continue;
      }
      if (store.has(digest)) {
        continue;
      }
      if (digest.size() + FRAME > facts.batchBytes()) {
        tasks.add(() -> streams.fetch(digest, store));
        continue;
      }
      if (size + digest.size() + FRAME > facts.batchBytes()) {
        List<Digest> full = List.copyOf(batch);
        tasks.add(() -> fetchBatch(full, store));
        batch.clear();
        size = 0;
      }
      batch.add(digest);
      size += digest.size() + FRAME;
    }
    if (!batch.isEmpty()) {
      tasks.add(() -> fetchBatch(batch, store));
    }
    if (!tasks.isEmpty()) {
      Together.run(tasks, CALLS_AT_ONCE);
    }
  }

  private void fetchBatch(List<Digest> digests, Store store) throws InterruptedException {
    BatchReadBlobsRequest.Builder request =
        BatchReadBlobsRequest.newBuilder()
            .setInstanceName(connection.instance())
            .setDigestFunction(DigestFunction.Value.SHA256)
            .addAllDigests(digests.stream().map(Protocol::message).toList());
    if (facts.zstdStreams()) {
      request.addAcceptableCompressors(Compressor.Value.ZSTD);
    }
    long size = digests.stream().mapToLong(Digest::size).sum();
    Set<Digest> left = new HashSet<>(digests);
    connection
        .retry()
        .of(
            "content",
            () -> {
              for (BatchReadBlobsResponse.Response one :
                  stub(size).batchReadBlobs(request.build()).getResponsesList()) {
                keep(one, left, store);
              }
              return left;
            });
    if (!left.isEmpty()) {
      throw new MissingBlob(left.iterator().next().toString());
    }
    traffic.received(size);
  }

  /// Content that is not what its digest promises is asked for again, like any failed call.
  private static void keep(BatchReadBlobsResponse.Response one, Set<Digest> left, Store store) {
    Digest digest = Protocol.digest(one.getDigest()).filter(left::contains).orElse(null);
    if (digest == null) {
      return;
    }
    if (one.getStatus().getCode() == Status.Code.NOT_FOUND.value()) {
      throw new MissingBlob(digest.toString());
    }
    requireOk(one.getStatus());
    try {
      byte[] content =
          one.getCompressor() == Compressor.Value.ZSTD
              ? Zstd.decompress(one.getData(), digest.size())
              : one.getData().toByteArray();
      if (!Digest.of(content).equals(digest)) {
        throw Streams.otherBytes(digest);
      }
      Digest _ = store.put(new ByteArrayInputStream(content));
    } catch (IOException | IllegalArgumentException _) {
      throw Streams.otherBytes(digest);
    }
    left.remove(digest);
  }

  /// The end of content that only a reader looks at, such as a log: at most so many bytes.
  byte[] end(Digest digest, int most) throws InterruptedException {
    return streams.end(digest, most);
  }

  /// The messages of a folder and of all folders in it (REAPI, GetTree).
  List<byte[]> tree(Digest root) throws InterruptedException {
    return connection
        .retry()
        .of(
            "a folder",
            () -> {
              List<byte[]> messages = new ArrayList<>();
              long bytes = 0;
              int empty = 0;
              String page = "";
              Instant end = Instant.now().plus(TREE_TIME);
              do {
                Iterator<GetTreeResponse> answers =
                    stub(0)
                        .getTree(
                            GetTreeRequest.newBuilder()
                                .setInstanceName(connection.instance())
                                .setRootDigest(Protocol.message(root))
                                .setPageToken(page)
                                .setDigestFunction(DigestFunction.Value.SHA256)
                                .build());
                page = "";
                while (answers.hasNext()) {
                  GetTreeResponse answer = answers.next();
                  for (ByteString message : answer.getDirectoriesList()) {
                    messages.add(message.toByteArray());
                    bytes += message.size();
                  }
                  page = answer.getNextPageToken();
                  empty += answer.getDirectoriesCount() == 0 ? 1 : 0;
                  if (Instant.now().isAfter(end)
                      || empty > MOST_EMPTY
                      || messages.size() > MOST_DIRECTORIES
                      || bytes > LARGEST_TREE) {
                    throw connection.retry().problem("sends a folder without an end", "");
                  }
                }
              } while (!page.isEmpty());
              return messages;
            });
  }

  private ContentAddressableStorageBlockingStub stub(long bytes) {
    return connection.stub(ContentAddressableStorageGrpc::newBlockingStub, bytes);
  }

  static AsamanException unreadable(IOException e) {
    return new AsamanException(
        new Problem.BadFile(
            "the store", "cannot be read (" + Wording.why(e) + ")", "run the command again"),
        e);
  }
}
