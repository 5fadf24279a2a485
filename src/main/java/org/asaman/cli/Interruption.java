package org.asaman.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// While open, Ctrl-C and SIGTERM interrupt a thread and wait until it has ended and tidied what it
/// started.
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final CountDownLatch tidied = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Thread thread, Console console) {
    this.hook =
        new Thread(() -> {
          console.message("asaman", "interrupted; what was finished is kept");
          thread.interrupt();
          await();
        });
  }

  static Interruption ofThisThread(Console console) {
    Interruption interruption = new Interruption(Thread.currentThread(), console);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void await() {
    try {
      boolean _ = tidied.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    tidied.countDown();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program is ending already.
    }
  }
}
