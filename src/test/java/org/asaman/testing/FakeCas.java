package org.asaman.testing;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.BatchUpdateBlobsRequest;
import build.bazel.remote.execution.v2.BatchUpdateBlobsResponse;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.FindMissingBlobsResponse;
import build.bazel.remote.execution.v2.GetTreeRequest;
import build.bazel.remote.execution.v2.GetTreeResponse;
import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.QueryWriteStatusResponse;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asaman.exec.Directory;
import org.asaman.store.Digest;

/// The content of a [FakeServer]: in memory, checked as it comes in, with what a test wants to go
/// wrong.
public final class FakeCas {
  private static final Pattern UPLOAD =
      Pattern.compile("(?:.*/)?uploads/[^/]+/(blobs|compressed-blobs/zstd)/([0-9a-f]+/[0-9]+)");
  private static final Pattern READ =
      Pattern.compile("(?:.*/)?(blobs|compressed-blobs/zstd)/([0-9a-f]+/[0-9]+)");
  private static final int PIECE = 64 << 10;

  public final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();

  /// The digests that were asked for and stored, each as often as it was.
  public final List<Digest> asked = new CopyOnWriteArrayList<>();

  public final List<Digest> stored = new CopyOnWriteArrayList<>();

  /// Where the stream calls began: `read 0`, `write 65536`.
  public final List<String> offsets = new CopyOnWriteArrayList<>();

  /// The resources that were written.
  public final List<String> resources = new CopyOnWriteArrayList<>();

  /// How much content each batch held.
  public final List<Integer> batches = new CopyOnWriteArrayList<>();

  /// What is sent instead of content, once it is compressed if it is.
  public volatile UnaryOperator<byte[]> altered = content -> content;

  /// Content is sent compressed in batches where the client takes it.
  public volatile boolean zstd;

  /// The next streams break after so many bytes; 0 for none.
  public volatile int breakWriteAfter;

  public volatile int breakReadAfter;

  /// What a client is answered at once that sends content which is there; 0 for nothing.
  public volatile long early;

  /// Nothing is kept of an upload that breaks.
  public volatile boolean forgetsBroken;

  /// What is answered to a question for a broken upload; 0 for what is so.
  public volatile long saysCommitted;

  public volatile int foldersInPage = Integer.MAX_VALUE;

  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();

  public Digest put(byte[] content) {
    Digest digest = Digest.of(content);
    blobs.put(digest, content);
    return digest;
  }

  public static Digest digest(build.bazel.remote.execution.v2.Digest message) {
    return new Digest(message.getHash(), message.getSizeBytes());
  }

  public static build.bazel.remote.execution.v2.Digest message(Digest digest) {
    return build.bazel.remote.execution.v2.Digest.newBuilder()
        .setHash(digest.hash())
        .setSizeBytes(digest.size())
        .build();
  }

  BindableService storage() {
    return new Storage();
  }

  BindableService bytes() {
    return new Streams();
  }

  public static byte[] compress(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
      zstd.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] decompress(byte[] compressed) {
    try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean keep(Digest digest, byte[] content) {
    if (!Digest.of(content).equals(digest)) {
      return false;
    }
    blobs.put(digest, content);
    stored.add(digest);
    return true;
  }

  private final class Storage
      extends ContentAddressableStorageGrpc.ContentAddressableStorageImplBase {
    @Override
    public void findMissingBlobs(
        FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> answer) {
      FindMissingBlobsResponse.Builder missing = FindMissingBlobsResponse.newBuilder();
      for (var each : request.getBlobDigestsList()) {
        asked.add(digest(each));
        if (!blobs.containsKey(digest(each))) {
          missing.addMissingBlobDigests(each);
        }
      }
      answer.onNext(missing.build());
      answer.onCompleted();
    }

    @Override
    public void batchUpdateBlobs(
        BatchUpdateBlobsRequest request, StreamObserver<BatchUpdateBlobsResponse> answer) {
      batches.add(request.getRequestsList().stream().mapToInt(r -> r.getData().size()).sum());
      BatchUpdateBlobsResponse.Builder all = BatchUpdateBlobsResponse.newBuilder();
      for (var each : request.getRequestsList()) {
        byte[] data = each.getData().toByteArray();
        byte[] content = each.getCompressor() == Compressor.Value.ZSTD ? decompress(data) : data;
        int code =
            keep(digest(each.getDigest()), content) ? 0 : Status.Code.INVALID_ARGUMENT.value();
        all.addResponses(
            BatchUpdateBlobsResponse.Response.newBuilder()
                .setDigest(each.getDigest())
                .setStatus(com.google.rpc.Status.newBuilder().setCode(code)));
      }
      answer.onNext(all.build());
      answer.onCompleted();
    }

    @Override
    public void batchReadBlobs(
        BatchReadBlobsRequest request, StreamObserver<BatchReadBlobsResponse> answer) {
      boolean compressed =
          zstd && request.getAcceptableCompressorsList().contains(Compressor.Value.ZSTD);
      BatchReadBlobsResponse.Builder all = BatchReadBlobsResponse.newBuilder();
      for (var each : request.getDigestsList()) {
        byte[] content = blobs.get(digest(each));
        BatchReadBlobsResponse.Response.Builder one =
            BatchReadBlobsResponse.Response.newBuilder().setDigest(each);
        if (content == null) {
          one.setStatus(com.google.rpc.Status.newBuilder().setCode(Status.Code.NOT_FOUND.value()));
        } else {
          byte[] sent = altered.apply(compressed ? compress(content) : content);
          one.setData(ByteString.copyFrom(sent))
              .setCompressor(compressed ? Compressor.Value.ZSTD : Compressor.Value.IDENTITY);
        }
        all.addResponses(one);
      }
      batches.add(all.getResponsesList().stream().mapToInt(r -> r.getData().size()).sum());
      answer.onNext(all.build());
      answer.onCompleted();
    }

    @Override
    public void getTree(GetTreeRequest request, StreamObserver<GetTreeResponse> answer) {
      List<ByteString> all = new ArrayList<>();
      add(digest(request.getRootDigest()), all);
      int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      int to = (int) Math.min(all.size(), (long) from + foldersInPage);
      answer.onNext(
          GetTreeResponse.newBuilder()
              .addAllDirectories(all.subList(from, to))
              .setNextPageToken(to < all.size() ? "" + to : "")
              .build());
      answer.onCompleted();
    }

    private void add(Digest folder, List<ByteString> all) {
      byte[] message = blobs.get(folder);
      if (message == null) {
        return;
      }
      try {
        Directory.read(message).directories().forEach(child -> add(child.digest(), all));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      all.add(ByteString.copyFrom(message)); // the root comes last: no order is promised
    }
  }

  private final class Streams extends ByteStreamGrpc.ByteStreamImplBase {
    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> answer) {
      offsets.add("read " + request.getReadOffset());
      Matcher name = READ.matcher(request.getResourceName());
      Digest digest =
          name.matches() ? Digest.tryParse(name.group(2)).orElseThrow() : Digest.ofUtf8("");
      byte[] content = blobs.get(digest);
      if (content == null) {
        answer.onError(Status.NOT_FOUND.asException());
        return;
      }
      int offset = (int) request.getReadOffset();
      byte[] rest = java.util.Arrays.copyOfRange(content, offset, content.length);
      byte[] sent = altered.apply(name.group(1).startsWith("c") ? compress(rest) : rest);
      int broken = breakReadAfter;
      breakReadAfter = 0;
      int end = broken > 0 ? Math.min(broken, sent.length) : sent.length;
      ServerCallStreamObserver<ReadResponse> stream =
          (ServerCallStreamObserver<ReadResponse>) answer;
      for (int at = 0; at < end && !stream.isCancelled(); at += PIECE) {
        ByteString piece = ByteString.copyFrom(sent, at, Math.min(PIECE, end - at));
        answer.onNext(ReadResponse.newBuilder().setData(piece).build());
      }
      if (stream.isCancelled()) {
        return;
      }
      if (broken > 0) {
        answer.onError(Status.UNAVAILABLE.withDescription("the line broke").asException());
      } else {
        answer.onCompleted();
      }
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> answer) {
      return new Upload(answer);
    }

    @Override
    public void queryWriteStatus(
        QueryWriteStatusRequest request, StreamObserver<QueryWriteStatusResponse> answer) {
      if (saysCommitted != 0) {
        answer.onNext(
            QueryWriteStatusResponse.newBuilder().setCommittedSize(saysCommitted).build());
        answer.onCompleted();
        return;
      }
      ByteArrayOutputStream kept = uploads.get(request.getResourceName());
      if (kept == null) {
        answer.onError(Status.NOT_FOUND.asException());
        return;
      }
      answer.onNext(QueryWriteStatusResponse.newBuilder().setCommittedSize(kept.size()).build());
      answer.onCompleted();
    }
  }

  private final class Upload implements StreamObserver<WriteRequest> {
    private final StreamObserver<WriteResponse> answer;
    private String resource = "";
    private boolean over;

    Upload(StreamObserver<WriteResponse> answer) {
      this.answer = answer;
    }

    @Override
    public void onNext(WriteRequest request) {
      if (over) {
        return;
      }
      boolean first = resource.isEmpty();
      if (first) {
        resource = request.getResourceName();
        resources.add(resource);
        offsets.add("write " + request.getWriteOffset());
      }
      Matcher name = UPLOAD.matcher(resource);
      if (!name.matches()) {
        fail(Status.INVALID_ARGUMENT.withDescription(resource));
        return;
      }
      Digest digest = Digest.tryParse(name.group(2)).orElseThrow();
      if (first && early != 0 && blobs.containsKey(digest)) {
        committed(early);
        return;
      }
      ByteArrayOutputStream kept =
          uploads.computeIfAbsent(resource, _ -> new ByteArrayOutputStream());
      if (request.getWriteOffset() != kept.size()) {
        fail(Status.INVALID_ARGUMENT.withDescription("offset " + request.getWriteOffset()));
        return;
      }
      byte[] data = request.getData().toByteArray();
      int broken = breakWriteAfter;
      if (broken > 0 && kept.size() + data.length >= broken) {
        breakWriteAfter = 0;
        kept.write(data, 0, broken - kept.size());
        if (forgetsBroken) {
          uploads.remove(resource);
        }
        fail(Status.UNAVAILABLE.withDescription("the line broke"));
        return;
      }
      kept.write(data, 0, data.length);
      if (request.getFinishWrite()) {
        byte[] all = kept.toByteArray();
        byte[] content = name.group(1).startsWith("c") ? decompress(all) : all;
        if (keep(digest, content)) {
          committed(all.length);
        } else {
          fail(Status.INVALID_ARGUMENT.withDescription("other bytes than the digest's"));
        }
      }
    }

    private void committed(long size) {
      over = true;
      answer.onNext(WriteResponse.newBuilder().setCommittedSize(size).build());
      answer.onCompleted();
    }

    private void fail(Status status) {
      over = true;
      answer.onError(status.asException());
    }

    @Override
    public void onError(Throwable cause) {
      over = true;
    }

    @Override
    public void onCompleted() {
      if (!over) {
        fail(Status.INVALID_ARGUMENT.withDescription("the content was not finished"));
      }
    }
  }
}
