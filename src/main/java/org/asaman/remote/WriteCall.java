package org.asaman.remote;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/// One ByteStream.Write call, used from one thread that waits where the server is slower.
final class WriteCall implements ClientResponseObserver<WriteRequest, WriteResponse> {
  private final String resource;
  private @Nullable ClientCallStreamObserver<WriteRequest> call;
  private @Nullable Throwable failure;
  private boolean over;
  private long committed;
  private long offset;

  /// @param resource the resource's name
  /// @param offset where the content goes on that is sent
  WriteCall(Connection connection, String resource, long offset, long size) {
    this.resource = resource;
    this.offset = offset;
    connection.stub(ByteStreamGrpc::newStub, size).write(this);
  }

  @Override
  public synchronized void beforeStart(ClientCallStreamObserver<WriteRequest> started) {
    call = started;
    started.setOnReadyHandler(this::wake);
  }

  @Override
  public synchronized void onNext(WriteResponse answer) {
    committed = answer.getCommittedSize();
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable cause) {
    failure = cause;
    over = true;
    notifyAll();
  }

  @Override
  public synchronized void onCompleted() {
    over = true;
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  /// Sends a piece, or nothing if the server has answered already: it has the content then.
  synchronized void send(ByteString piece, boolean last) throws InterruptedException {
    ClientCallStreamObserver<WriteRequest> started = started();
    while (!over && !started.isReady()) {
      wait();
    }
    if (over) {
      return;
    }
    // Every message may name the resource; the first one has to.
    started.onNext(
        WriteRequest.newBuilder()
            .setResourceName(resource)
            .setWriteOffset(offset)
            .setFinishWrite(last)
            .setData(piece)
            .build());
    offset += piece.size();
    if (last) {
      started.onCompleted();
    }
  }

  /// How many bytes the server says that it has, after its answer.
  ///
  /// @throws io.grpc.StatusRuntimeException when the call failed
  synchronized long committed() throws InterruptedException {
    while (!over) {
      wait();
    }
    if (failure != null) {
      throw Status.fromThrowable(failure).asRuntimeException();
    }
    return committed;
  }

  /// Ends a call that nobody waits for any more.
  synchronized void cancel() {
    if (!over) {
      over = true; // whoever still sends does not wait any more
      started().cancel("not needed any more", null);
    }
  }

  private ClientCallStreamObserver<WriteRequest> started() {
    if (call == null) {
      throw new IllegalStateException("not started");
    }
    return call;
  }
}
