package org.asaman.exec;

import java.io.IOException;
import java.util.Optional;
import org.asaman.store.Store;

/// Results of actions, remembered under the digests of the actions, and those that are shared.
public final class ActionCache {
  private final Store store;
  private final SharedResults shared;

  public ActionCache(Store store, SharedResults shared) {
    this.store = store;
    this.shared = shared;
  }

  /// The remembered result, if there is one and all that it names is still in the store; else the
  /// shared one, if there is one.
  public Optional<ActionResult> get(Action action) throws InterruptedException {
    Optional<ActionResult> own =
        store.cached(action.digest()).flatMap(ActionCache::parse).filter(this::complete);
    if (own.isPresent()) {
      return own;
    }
    Optional<ActionResult> others = shared.get(action);
    others.ifPresent(result -> store.cache(action.digest(), result.toBytes()));
    return others;
  }

  public void put(Action action, ActionResult result) throws InterruptedException {
    store.cache(action.digest(), result.toBytes());
    shared.put(action, result);
  }

  private static Optional<ActionResult> parse(byte[] bytes) {
    try {
      return Optional.of(ActionResult.read(bytes));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private boolean complete(ActionResult result) {
    return store.has(result.log())
        && result.outputs().stream().allMatch(file -> store.has(file.digest()));
  }
}
