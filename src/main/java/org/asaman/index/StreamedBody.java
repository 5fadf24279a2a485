package org.asaman.index;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A response's body as a stream that fails when the server sends nothing for too long; the
/// platform's own waits for ever.
final class StreamedBody extends InputStream implements BodySubscriber<InputStream> {

  private sealed interface Event {
    record Data(List<ByteBuffer> buffers) implements Event {}

    record End() implements Event {}

    record Failed(Throwable cause) implements Event {}
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final Duration timeout;
  private List<ByteBuffer> buffers = List.of();
  private @Nullable Event last;

  StreamedBody(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> received) {
    events.add(new Event.Data(received));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Event.Failed(cause));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      for (ByteBuffer buffer : buffers) {
        if (buffer.hasRemaining()) {
          int count = Math.min(length, buffer.remaining());
          buffer.get(target, offset, count);
          return count;
        }
      }
      if (!advance()) {
        return -1;
      }
    }
  }

  /// Takes the next buffers; false at the end of the body.
  private boolean advance() throws IOException {
    Event event = last != null ? last : next();
    return switch (event) {
      case Event.Data(List<ByteBuffer> received) -> {
        buffers = received;
        subscription.join().request(1);
        yield true;
      }
      case Event.End _ -> {
        last = event;
        yield false;
      }
      case Event.Failed(Throwable cause) -> {
        last = event;
        throw cause instanceof IOException e ? e : new IOException(cause);
      }
    };
  }

  private Event next() throws IOException {
    try {
      Event event = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        throw new HttpTimeoutException("sends nothing for " + timeout.toSeconds() + " s");
      }
      return event;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while reading an answer");
    }
  }

  @Override
  public void close() {
    CompletionStage<Void> _ = subscription.thenAccept(Flow.Subscription::cancel);
  }
}
