package org.asaman.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One program to run to its end: its arguments, its whole environment, its folder, its input and
/// its time.
///
/// It is started from a platform thread that lives as long as the process does, whatever thread
/// asks. When the time is up or the asking thread is interrupted, it is killed with all its
/// children.
public record ChildProcess(
    List<String> command,
    Map<String, String> environment,
    Path folder,
    String input,
    Duration limit) {

  /// As much of each output stream as is kept; the rest is read and dropped.
  private static final int KEPT_BYTES = 16 << 20;

  public ChildProcess {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /// How a program ended and what it wrote; bytes that are not UTF-8 become replacement characters.
  public record Ended(int exitCode, String output, String errors) {}

  /// Runs the program.
  ///
  /// @throws IOException when it cannot be started
  /// @throws TimeoutException when it was killed because its time was up
  /// @throws CancellationException when the thread was interrupted (it still is, afterwards)
  public Ended run() throws IOException, TimeoutException {
    CountDownLatch over = new CountDownLatch(1);
    FutureTask<Ended> task =
        new FutureTask<>(() -> {
          try {
            return runHere();
          } finally {
            over.countDown();
          }
        });
    Thread thread = Thread.ofPlatform().name("run " + command.getFirst()).daemon().start(task);
    try {
      return task.get();
    } catch (InterruptedException _) {
      thread.interrupt();
      awaitEnd(over);
      throw new CancellationException("interrupted while " + command.getFirst() + " was running");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case TimeoutException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private Ended runHere() throws IOException, TimeoutException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      FutureTask<String> output = drain(process.getInputStream());
      FutureTask<String> errors = drain(process.getErrorStream());
      feed(process.getOutputStream());
      long deadline = System.nanoTime() + limit.toNanos();
      if (!process.waitFor(limit)) {
        throw timeUp();
      }
      return new Ended(process.exitValue(), text(output, deadline), text(errors, deadline));
    } finally {
      kill(process);
    }
  }

  private void feed(OutputStream input) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (input) {
            input.write(this.input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException _) {
            // The program does not want its input; its exit code tells what it thinks of it.
          }
        });
  }

  private static FutureTask<String> drain(InputStream stream) {
    FutureTask<String> task =
        new FutureTask<>(() -> {
          try (stream) {
            byte[] kept = stream.readNBytes(KEPT_BYTES);
            stream.transferTo(OutputStream.nullOutputStream());
            return new String(kept, StandardCharsets.UTF_8);
          }
        });
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  /// The text of a stream; a grandchild may hold it open after the program has ended.
  private String text(FutureTask<String> stream, long deadline)
      throws TimeoutException, InterruptedException {
    try {
      return stream.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw timeUp();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? new UncheckedIOException(cause)
          : new IllegalStateException(e.getCause());
    }
  }

  private TimeoutException timeUp() {
    return new TimeoutException("no end within " + limit.toSeconds() + " s");
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /// Waits until the process is killed, then restores the interrupt of this thread.
  private static void awaitEnd(CountDownLatch over) {
    try {
      boolean _ = over.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      // Asked again: the kill is under way.
    }
    Thread.currentThread().interrupt();
  }
}
