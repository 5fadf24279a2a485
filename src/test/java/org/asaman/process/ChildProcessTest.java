package org.asaman.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir Path folder;

  private ChildProcess shell(String script, String input, Duration limit) {
    return new ChildProcess(
        List.of("/bin/sh", "-c", script), Map.of("GIVEN", "yes"), folder, input, limit);
  }

  @Test
  void givesBothStreamsAndTheExitCode() throws Exception {
    var ended = shell("cat; echo wrong >&2; exit 3", "in", Duration.ofSeconds(30)).run();

    assertThat(ended).isEqualTo(new ChildProcess.Ended(3, "in", "wrong\n"));
  }

  @Test
  void theProgramSeesOnlyTheGivenEnvironmentAndFolder() throws Exception {
    var ended = shell("pwd -P; env", "", Duration.ofSeconds(30)).run();

    assertThat(ended.output().lines())
        .contains(folder.toRealPath().toString(), "GIVEN=yes")
        .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("PATH="));
  }

  @Test
  void muchInputThatNobodyReadsDoesNotBlock() throws Exception {
    var ended = shell("exec 0<&-; echo done", "x".repeat(1 << 20), Duration.ofSeconds(30)).run();

    assertThat(ended.output()).isEqualTo("done\n");
  }

  @Test
  void aMissingProgramIsAnIoException() {
    var missing =
        new ChildProcess(List.of("/no/such"), Map.of(), folder, "", Duration.ofSeconds(30));

    assertThatThrownBy(missing::run).isInstanceOf(IOException.class);
  }

  @Test
  void isKilledWithItsChildrenWhenItsTimeIsUp() throws Exception {
    var slow = shell("sleep 600 & echo $! > child; wait", "", Duration.ofSeconds(1));

    assertThatThrownBy(slow::run).isInstanceOf(TimeoutException.class);
    assertEnds(Long.parseLong(Files.readString(folder.resolve("child")).strip()));
  }

  @Test
  void isKilledWhenTheAskingThreadIsInterrupted() throws Exception {
    var slow =
        shell(
            "echo $$ > started.tmp; mv started.tmp started; exec sleep 600",
            "",
            Duration.ofHours(1));
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          assertThatThrownBy(slow::run).isInstanceOf(CancellationException.class);
          return Thread.currentThread().isInterrupted();
        });
    Thread thread = Thread.ofVirtual().start(task);
    while (!Files.exists(folder.resolve("started"))) {
      Thread.sleep(5);
    }

    thread.interrupt();

    assertThat(task.get()).isTrue();
    assertEnds(Long.parseLong(Files.readString(folder.resolve("started")).strip()));
  }

  private static void assertEnds(long processId) throws Exception {
    var handle = ProcessHandle.of(processId);
    if (handle.isPresent()) {
      assertThat(handle.get().onExit()).succeedsWithin(Duration.ofSeconds(30));
    }
  }
}
