package org.asaman.remote;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Large content, over the byte streams of a server; a stream that breaks goes on where it was.
final class Streams {
  private static final int PIECE = 1 << 20;

  private final Connection connection;
  private final ServerFacts facts;
  private final Traffic traffic;

  Streams(Connection connection, ServerFacts facts, Traffic traffic) {
    this.connection = connection;
    this.facts = facts;
    this.traffic = traffic;
  }

  /// What a call fails with that brought other bytes than it should: it is made again.
  static StatusRuntimeException otherBytes(Digest digest) {
    return new StatusRuntimeException(
        Status.DATA_LOSS.withDescription("it sends other bytes than those of " + digest.hash()));
  }

  /// Sends content, compressed where the server takes that and nothing went wrong before.
  void send(Blob blob) throws InterruptedException {
    String upload = prefix() + "uploads/" + UUID.randomUUID();
    for (int failures = 0; ; ) {
      try {
        if (facts.zstdStreams() && failures == 0) {
          sendCompressed(blob);
        } else {
          String resource = upload + "/blobs/" + blob.digest();
          sendFrom(blob, resource, failures == 0 ? 0 : committed(resource, blob));
        }
        traffic.sent(blob.digest().size());
        connection.retry().answered();
        return;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.ALREADY_EXISTS) {
          return;
        }
        connection.retry().failed("the content that a build needs", e, ++failures);
      } catch (IOException e) {
        throw Cas.unreadable(e);
      }
    }
  }

  private void sendFrom(Blob blob, String resource, long offset)
      throws IOException, InterruptedException {
    long size = blob.digest().size();
    WriteCall call = new WriteCall(connection, resource, offset, size);
    try (InputStream in = blob.content().open()) {
      in.skipNBytes(offset);
      long left = size - offset;
      if (left == 0) {
        call.send(ByteString.EMPTY, true); // all was sent, and not that this is all
      }
      while (left > 0) {
        byte[] piece = in.readNBytes((int) Math.min(PIECE, left));
        if (piece.length == 0) {
          throw new IOException("it ended too early");
        }
        left -= piece.length;
        call.send(Protocol.bytes(piece), left == 0);
      }
      requireCommitted(call.committed(), size);
    } finally {
      call.cancel();
    }
  }

  private void sendCompressed(Blob blob) throws IOException, InterruptedException {
    String resource =
        prefix() + "uploads/" + UUID.randomUUID() + "/compressed-blobs/zstd/" + blob.digest();
    WriteCall call = new WriteCall(connection, resource, 0, blob.digest().size());
    try (InputStream in = blob.content().open()) {
      Pieces pieces = new Pieces(call);
      try (OutputStream out = Zstd.compressing(pieces)) {
        in.transferTo(out);
      }
      // The size that is answered may be that of either form.
      long _ = call.committed();
    } catch (Pieces.Interrupted e) {
      throw e.interruption();
    } finally {
      call.cancel();
    }
  }

  /// A server that has the content already answers at once, with its size or with -1.
  private static void requireCommitted(long committed, long size) {
    if (committed != size && committed != -1) {
      throw new StatusRuntimeException(
          Status.DATA_LOSS.withDescription("it kept " + committed + " of " + size + " bytes"));
    }
  }

  /// How much of an upload that broke a server still has.
  private long committed(String resource, Blob blob) {
    try {
      long told =
          connection
              .stub(ByteStreamGrpc::newBlockingStub, 0)
              .queryWriteStatus(
                  QueryWriteStatusRequest.newBuilder().setResourceName(resource).build())
              .getCommittedSize();
      return told < 0 || told > blob.digest().size() ? 0 : told;
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case NOT_FOUND, UNIMPLEMENTED, INVALID_ARGUMENT -> 0L;
        default -> throw e;
      };
    }
  }

  /// Brings content into the store.
  void fetch(Digest digest, Store store) throws InterruptedException {
    try (Download download = new Download(connection, digest, facts.zstdStreams())) {
      while (true) {
        if (store.put(download).equals(digest)) {
          traffic.received(digest.size());
          connection.retry().answered();
          return;
        }
        download.restart(otherBytes(digest));
      }
    } catch (Download.Interrupted e) {
      throw e.interruption();
    }
  }

  /// At most so many bytes of the content's end; what they are is not checked where it is not all.
  byte[] end(Digest digest, int most) throws InterruptedException {
    long from = Math.max(0, digest.size() - most);
    return connection
        .retry()
        .of(
            "a log",
            () -> {
              String resource = prefix() + "blobs/" + digest;
              try (ReadCall call = new ReadCall(connection, resource, from, most)) {
                return call.readNBytes(most);
              } catch (StatusRuntimeException e) {
                throw e.getStatus().getCode() == Status.Code.NOT_FOUND
                    ? new MissingBlob(digest.toString())
                    : e;
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private String prefix() {
    return prefix(connection);
  }

  static String prefix(Connection connection) {
    return connection.instance().isEmpty() ? "" : connection.instance() + "/";
  }

  /// Cuts what is written into the messages of a call.
  private static final class Pieces extends OutputStream {
    private final WriteCall call;
    private byte[] piece = new byte[PIECE];
    private int length;

    Pieces(WriteCall call) {
      this.call = call;
    }

    /// The thread was interrupted where no such exception fits.
    static final class Interrupted extends IOException {
      private static final long serialVersionUID = 1;

      InterruptedException interruption() {
        return new InterruptedException();
      }
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      int at = offset;
      int left = count;
      while (left > 0) {
        if (length == PIECE) {
          send(false);
        }
        int some = Math.min(left, PIECE - length);
        System.arraycopy(bytes, at, piece, length, some);
        length += some;
        at += some;
        left -= some;
      }
    }

    @Override
    public void close() throws IOException {
      send(true);
    }

    private void send(boolean last) throws IOException {
      byte[] full = piece;
      ByteString data = ByteString.copyFrom(full, 0, length);
      length = 0;
      try {
        call.send(data, last);
      } catch (InterruptedException _) {
        call.cancel();
        throw new Interrupted();
      }
    }
  }
}
