package org.asaman.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.asaman.exec.Action;
import org.asaman.exec.ActionCache;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Cluster.Expected;
import org.asaman.exec.Executor;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Actions that a client takes through a server as a build does: asks what is remembered, evaluates
/// what is not, remembers it.
///
/// @param seconds of all actions in each phase
/// @param wrong results that are not what the server's workers made
record SimulatedRun(
    double wall, Map<String, Double> seconds, List<ActionResult> results, int wrong) {

  /// @param jobs how many actions are under way at once
  static SimulatedRun of(List<Action> actions, Store store, int port, int jobs)
      throws InterruptedException, ExecutionException {
    try (RemoteCluster cluster =
            RemoteCluster.connect(
                Access.to(Address.parse("grpc://127.0.0.1:" + port)),
                new RemoteCluster.Use(true, false, jobs),
                "asaman simulation",
                store,
                _ -> {});
        ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
      Executor executor = cluster.executor(new Expected("python3", List.of(), Optional.empty()));
      ActionCache cache = new ActionCache(store, cluster.results());
      Map<String, LongAdder> phases = new ConcurrentHashMap<>();
      long began = System.nanoTime();
      List<Future<ActionResult>> futures = new ArrayList<>();
      for (Action action : actions) {
        futures.add(threads.submit(() -> new Clock(phases).take(action, cache, executor)));
      }
      List<ActionResult> results = new ArrayList<>();
      for (Future<ActionResult> future : futures) {
        results.add(future.get());
      }
      double wall = (System.nanoTime() - began) / 1e9;
      Map<String, Double> seconds = new TreeMap<>();
      phases.forEach((phase, nanos) -> seconds.put(phase, nanos.sum() / 1e9));
      int wrong = 0;
      for (int i = 0; i < actions.size(); i++) {
        wrong += isRight(actions.get(i), results.get(i), store) ? 0 : 1;
      }
      return new SimulatedRun(wall, seconds, results, wrong);
    }
  }

  private static boolean isRight(Action action, ActionResult result, Store store) {
    Digest wheel = Digest.of(SimulatedServer.wheel(action.digest()).toByteArray());
    return result.exitCode() == 0
        && result.outputs().size() == 2
        && result.outputs().stream().allMatch(file -> store.has(file.digest()))
        && result.outputs().stream().anyMatch(file -> file.digest().equals(wheel))
        && store.has(result.log())
        && result.log().size() > 0;
  }

  /// Adds up how long the phases of an action take.
  private static final class Clock {
    private final Map<String, LongAdder> phases;
    private String phase = "look-up";
    private long since = System.nanoTime();

    Clock(Map<String, LongAdder> phases) {
      this.phases = phases;
    }

    ActionResult take(Action action, ActionCache cache, Executor executor)
        throws InterruptedException {
      Optional<ActionResult> known = cache.get(action);
      next("start");
      if (known.isPresent()) {
        return known.get();
      }
      ActionResult result = executor.execute(action, this::next);
      next("remember");
      cache.put(action, result);
      next("");
      return result;
    }

    private void next(String now) {
      long time = System.nanoTime();
      phases.computeIfAbsent(phase, _ -> new LongAdder()).add(time - since);
      phase = now;
      since = time;
    }
  }
}
