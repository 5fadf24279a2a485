package org.asaman.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.asaman.exec.Action;
import org.asaman.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {
  private static final int ACTIONS = 200;

  @TempDir Path folder;

  @Test
  void two_hundred_actions_on_four_workers_give_the_right_results_and_send_no_content_twice()
      throws Exception {
    try (SimulatedServer server = new SimulatedServer(4, 1000)) {
      List<Action> actions;
      SimulatedRun first;
      try (Store store = Store.open(folder.resolve("first"))) {
        actions = SimulatedActions.make(store, ACTIONS, 3, 7);
        first = SimulatedRun.of(actions, store, server.port(), 16);
      }
      assertThat(first.wrong()).isZero();
      assertThat(server.sentTwice()).isZero();
      assertThat(server.calls("Execute")).isEqualTo(ACTIONS + 1); // one looks at the workers

      try (Store empty = Store.open(folder.resolve("second"))) {
        SimulatedRun second = SimulatedRun.of(actions, empty, server.port(), 16);
        assertThat(second.wrong()).isZero();
        assertThat(second.results()).isEqualTo(first.results());
        assertThat(server.calls("Execute")).isEqualTo(ACTIONS + 1);

        long looked = server.calls("GetActionResult");
        SimulatedRun third = SimulatedRun.of(actions, empty, server.port(), 16);
        assertThat(third.results()).isEqualTo(first.results());
        assertThat(server.calls("GetActionResult")).isEqualTo(looked);
      }
    }
  }
}
