package org.asaman.remote;

import com.google.longrunning.Operation;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The messages of one Execute or WaitExecution call, taken one by one within a time.
final class OperationStream<R> implements ClientResponseObserver<R, Operation>, AutoCloseable {

  private sealed interface Sent {
    record Message(Operation operation) implements Sent {}

    record Failed(Throwable cause) implements Sent {}

    record Over() implements Sent {}
  }

  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private volatile @Nullable ClientCallStreamObserver<R> call;

  @Override
  public void beforeStart(ClientCallStreamObserver<R> started) {
    call = started;
    started.disableAutoRequestWithInitial(1); // each further one when this one was taken
  }

  @Override
  public void onNext(Operation operation) {
    sent.add(new Sent.Message(operation));
  }

  @Override
  public void onError(Throwable cause) {
    sent.add(new Sent.Failed(cause));
  }

  @Override
  public void onCompleted() {
    sent.add(new Sent.Over());
  }

  /// The next message; empty when none came in time.
  ///
  /// @throws io.grpc.StatusRuntimeException when the stream failed, or ended
  Optional<Operation> next(Duration wait) throws InterruptedException {
    return switch (sent.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS)) {
      case Sent.Message message -> {
        ClientCallStreamObserver<R> started = call;
        if (started != null) {
          started.request(1);
        }
        yield Optional.of(message.operation());
      }
      case Sent.Failed failed -> {
        sent.add(failed);
        throw Status.fromThrowable(failed.cause())
            .asRuntimeException(Status.trailersFromThrowable(failed.cause()));
      }
      case Sent.Over over -> {
        sent.add(over);
        throw Status.UNAVAILABLE
            .withDescription("it ended the stream before the action had ended")
            .asRuntimeException();
      }
      case null -> Optional.empty();
    };
  }

  @Override
  public void close() {
    ClientCallStreamObserver<R> started = call;
    if (started != null) {
      started.cancel("not needed any more", null);
    }
  }
}
