package org.asaman.remote;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import org.asaman.store.Digest;
import org.jspecify.annotations.Nullable;

/// Content as a server streams it; a stream that breaks goes on where it was.
///
/// It gives at most one byte more than it should, so that too much shows.
final class Download extends InputStream {
  private final Connection connection;
  private final Digest digest;
  private boolean compressed;
  private int failures;
  private long at;
  private @Nullable InputStream stream;

  Download(Connection connection, Digest digest, boolean compressed) {
    this.connection = connection;
    this.digest = digest;
    this.compressed = compressed;
  }

  /// The thread was interrupted where no such exception fits.
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    InterruptedException interruption() {
      return new InterruptedException();
    }
  }

  /// Begins anew, without compression, as one more attempt.
  void restart(StatusRuntimeException e) throws InterruptedException {
    end();
    connection.retry().failed("content", e, ++failures);
    compressed = false;
    at = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (at > digest.size()) {
      return -1;
    }
    while (true) {
      try {
        int most = (int) Math.min(length, digest.size() + 1 - at);
        int count = open().read(target, offset, most);
        if (count < 0 && at < digest.size()) {
          throw new StatusRuntimeException(
              Status.DATA_LOSS.withDescription("a stream of it ended too early"));
        }
        at += Math.max(0, count);
        return count;
      } catch (StatusRuntimeException e) {
        again(e);
      } catch (IOException e) {
        again(
            new StatusRuntimeException(
                Status.DATA_LOSS.withDescription("it sends what is not zstd").withCause(e)));
      }
    }
  }

  private InputStream open() {
    InputStream now = stream;
    if (now == null) {
      String form = compressed ? "compressed-blobs/zstd/" : "blobs/";
      ReadCall call =
          new ReadCall(
              connection, Streams.prefix(connection) + form + digest, at, digest.size() - at);
      now = compressed ? Zstd.decompressing(call) : call;
      stream = now;
    }
    return now;
  }

  private void again(StatusRuntimeException e) {
    end();
    if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
      throw new MissingBlob(digest.toString());
    }
    compressed = false;
    try {
      connection.retry().failed("content", e, ++failures);
    } catch (InterruptedException _) {
      throw new Interrupted();
    }
  }

  private void end() {
    InputStream now = stream;
    stream = null;
    if (now != null) {
      try {
        now.close();
      } catch (IOException _) {
        // It is not read any more.
      }
    }
  }

  @Override
  public void close() {
    end();
  }
}
