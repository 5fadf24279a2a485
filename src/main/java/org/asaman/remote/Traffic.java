package org.asaman.remote;

import java.util.concurrent.atomic.AtomicLong;

/// How much content went to a server and came from it, as it was before any compression.
final class Traffic {
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  void sent(long bytes) {
    sent.addAndGet(bytes);
  }

  void received(long bytes) {
    received.addAndGet(bytes);
  }

  long sent() {
    return sent.get();
  }

  long received() {
    return received.get();
  }
}
