package org.asaman.remote;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Status;
import java.io.InputStream;
import java.util.Iterator;

/// What one ByteStream.Read call sends, as a stream; a failed call is a status that it throws.
final class ReadCall extends InputStream {
  private final Context.CancellableContext context = Context.ROOT.withCancellation();
  private final Iterator<ReadResponse> answers;
  private ByteString piece = ByteString.EMPTY;
  private int at;

  /// @param bytes as many as are expected
  ReadCall(Connection connection, String resource, long offset, long bytes) {
    ReadRequest request =
        ReadRequest.newBuilder().setResourceName(resource).setReadOffset(offset).build();
    Context before = context.attach();
    try {
      answers = connection.stub(ByteStreamGrpc::newBlockingStub, bytes).read(request);
    } finally {
      context.detach(before);
    }
  }

  @Override
  public int read() {
    return fill() ? piece.byteAt(at++) & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, piece.size() - at);
    piece.copyTo(target, at, offset, count);
    at += count;
    return count;
  }

  private boolean fill() {
    while (at == piece.size()) {
      if (!answers.hasNext()) {
        return false;
      }
      piece = answers.next().getData();
      at = 0;
    }
    return true;
  }

  @Override
  public void close() {
    var _ = context.cancel(Status.CANCELLED.asException());
  }
}
