package org.asaman.exec;

import java.io.IOException;
import java.util.Optional;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Results of actions, remembered under the digests of the actions.
public final class ActionCache {
  private final Store store;

  public ActionCache(Store store) {
    this.store = store;
  }

  /// The remembered result, if there is one and all that it names is still in the store.
  public Optional<ActionResult> get(Digest action) {
    return store.cached(action).flatMap(ActionCache::parse).filter(this::complete);
  }

  public void put(Digest action, ActionResult result) {
    store.cache(action, result.toBytes());
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
