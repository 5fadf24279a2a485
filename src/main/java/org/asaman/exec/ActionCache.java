package org.asaman.exec;

import java.io.IOException;
import java.util.Optional;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Results of actions, remembered under the digests of the actions, and those that are shared.
///
/// What came from elsewhere is remembered apart from what came about here, by where it came from: a
/// run that does not use that server takes nothing of it.
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
    Optional<ActionResult> own = remembered(action.digest());
    if (own.isPresent() || shared.from().isEmpty()) {
      return own;
    }
    Optional<ActionResult> earlier = remembered(elsewhere(action));
    if (earlier.isPresent()) {
      return earlier;
    }
    // Every action of ours leaves something; a result without anything is nobody's.
    Optional<ActionResult> others =
        shared.get(action).filter(result -> !result.outputs().isEmpty());
    others.ifPresent(result -> store.cache(elsewhere(action), result.toBytes()));
    return others;
  }

  public void put(Action action, ActionResult result) throws InterruptedException {
    Digest key = result.fromElsewhere() ? elsewhere(action) : action.digest();
    store.cache(key, result.toBytes());
    shared.put(action, result);
  }

  private Digest elsewhere(Action action) {
    return Digest.ofUtf8("result of " + shared.from() + "\n" + action.digest());
  }

  private Optional<ActionResult> remembered(Digest key) {
    return store.cached(key).flatMap(ActionCache::parse).filter(this::complete);
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
