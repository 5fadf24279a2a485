package org.asaman.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.SandboxChoice;
import org.asaman.fetch.Wanted;
import org.asaman.index.IndexOptions;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.store.Store;
import org.asaman.testing.Needed;
import org.asaman.testing.SdistBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildRunTest {
  @TempDir Path folder;

  @Test
  void aBugThatOnePackageMeetsStopsNoOther() throws InterruptedException {
    List<Job> jobs =
        List.of(
            job(new SdistBuilder("odd", "1.0").write(folder)),
            job(new SdistBuilder("good", "1.0").write(folder)));
    Listener listener =
        event -> {
          if (event instanceof Event.Waiting waiting && waiting.subject().startsWith("odd")) {
            throw new IllegalStateException("a bug");
          }
        };
    try (Store store = Store.open(folder.resolve("store"))) {
      List<Outcome> outcomes = workshop(store).build(jobs, Earlier.first(), listener);
      assertThat(outcomes.getFirst())
          .isInstanceOfSatisfying(
              Outcome.Failed.class, o -> assertThat(o.problem()).isInstanceOf(Problem.Bug.class));
      assertThat(outcomes.getLast()).isInstanceOf(Outcome.Wheel.class);
    }
  }

  private static Job job(Path sdist) {
    return new Job(new Wanted.File(sdist), Optional.empty());
  }

  private Workshop workshop(Store store) {
    Map<String, String> environment = System.getenv();
    IndexOptions none = new IndexOptions(Optional.empty(), List.of(), List.of(), true, List.of());
    Settings settings =
        new Settings(
            Settings.DEFAULT_EPOCH,
            folder.resolve("wheels"),
            1,
            Optional.empty(),
            Duration.ofMinutes(1),
            false,
            true,
            BuildDeps.BINARY,
            false,
            Repair.NONE,
            List.of());
    return new Workshop(
        "asaman",
        Needed.uv(),
        store,
        Interpreter.probe("python3", environment),
        settings,
        SandboxChoice.AUTO,
        Optional.empty(),
        Optional.empty(),
        none,
        none,
        Optional.empty(),
        _ -> false,
        environment);
  }
}
