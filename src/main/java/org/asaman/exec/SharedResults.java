package org.asaman.exec;

import java.util.Optional;

/// Results of actions that several machines share, beside those that a store remembers.
public interface SharedResults {

  /// Where they come from; empty where nothing is shared.
  String from();

  /// The shared result of an action, if there is one and all that it names could be had: that is in
  /// the store then.
  Optional<ActionResult> get(Action action) throws InterruptedException;

  /// Shares a result with all that it names, where that can be.
  void put(Action action, ActionResult result) throws InterruptedException;

  /// Nothing is shared.
  SharedResults NONE =
      new SharedResults() {
        @Override
        public String from() {
          return "";
        }

        @Override
        public Optional<ActionResult> get(Action action) {
          return Optional.empty();
        }

        @Override
        public void put(Action action, ActionResult result) {}
      };
}
