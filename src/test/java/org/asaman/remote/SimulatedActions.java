package org.asaman.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.asaman.exec.Action;
import org.asaman.exec.Command;
import org.asaman.exec.Surroundings;
import org.asaman.exec.Tree;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Actions as builds of wheels have them: a source tree each, and an environment that many share.
///
/// What is drawn follows what 37 sdists of `examples/requirements.txt` hold.
final class SimulatedActions {
  private static final int ENVIRONMENT_FILES = 500;
  private static final double ENVIRONMENT_FILE = 12_000;
  private static final int FILES_OF_A_FOLDER = 10;

  private final Store store;
  private final Random random;

  private SimulatedActions(Store store, long seed) {
    this.store = store;
    this.random = new Random(seed);
  }

  /// Actions whose content is in the store.
  static List<Action> make(Store store, int count, int environments, long seed) {
    SimulatedActions maker = new SimulatedActions(store, seed);
    List<Digest> shared = new ArrayList<>();
    for (int i = 0; i < environments; i++) {
      shared.add(maker.tree(ENVIRONMENT_FILES, 1.0, ENVIRONMENT_FILE / Math.exp(0.5)));
    }
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      actions.add(maker.action(shared.get(maker.random.nextInt(environments)), i));
    }
    return actions;
  }

  private Action action(Digest environment, int number) {
    int files = (int) Math.clamp(70 * Math.exp(1.55 * random.nextGaussian()), 10, 300);
    Tree root = new Tree();
    root.directory("tmp/build/env", environment);
    root.directory("tmp/build/source", tree(files, 2.1, 1_000));
    root.file(
        "tmp/build/request.json", store.put(("{\"number\":" + number + "}").getBytes(US)), false);
    root.file("tmp/build/runner.py", store.put("print('the runner')\n".getBytes(US)), false);
    Command command =
        new Command(
            List.of("/tmp/build/env/bin/python", "-I", "runner.py"),
            new TreeMap<>(),
            "tmp/build",
            List.of(SimulatedServer.OUTPUT));
    return new Action(
        store.put(command.toBytes()),
        root.store(store),
        "simulated",
        Surroundings.USUAL,
        Duration.ofHours(1));
  }

  /// A folder of files whose sizes are log-normal: half of what a text is compresses away.
  private Digest tree(int files, double sigma, double median) {
    Tree tree = new Tree();
    for (int i = 0; i < files; i++) {
      byte[] content =
          new byte[(int) Math.clamp(median * Math.exp(sigma * random.nextGaussian()), 24, 300_000)];
      random.nextBytes(content);
      for (int at = 0; at < content.length; at++) {
        content[at] = (byte) (at % 2 == 0 ? '#' : content[at]);
      }
      tree.file("folder" + i / FILES_OF_A_FOLDER + "/file" + i + ".py", store.put(content), false);
    }
    return tree.store(store);
  }

  private static final java.nio.charset.Charset US = java.nio.charset.StandardCharsets.US_ASCII;
}
