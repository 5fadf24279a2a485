package org.asaman.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {
  private final Once<String, Integer> once = new Once<>();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void theWorkIsDoneOncePerKey() {
    assertThat(once.get("a", runs::incrementAndGet)).isEqualTo(1);
    assertThat(once.get("a", runs::incrementAndGet)).isEqualTo(1);
    assertThat(once.get("b", runs::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void aFailureStandsForAllWhoAsk() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() ->
              once.get(
                  "a",
                  () -> {
                    throw new IllegalArgumentException("run " + runs.incrementAndGet());
                  }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("run 1");
    }
  }

  @Test
  void theWorkOfAnInterruptedThreadIsDoneByTheNext() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Integer> first =
        new FutureTask<>(() ->
            once.get(
                "a",
                () -> {
                  started.countDown();
                  try {
                    new CountDownLatch(1).await();
                    return -1;
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    throw new CancellationException();
                  }
                }));
    Thread thread = Thread.ofVirtual().start(first);
    started.await();
    FutureTask<Integer> second = new FutureTask<>(() -> once.get("a", () -> 7));
    Thread waiting = Thread.ofVirtual().start(second);
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    thread.interrupt();

    assertThatThrownBy(first::get).hasCauseInstanceOf(CancellationException.class);
    assertThat(second.get()).isEqualTo(7);
  }
}
