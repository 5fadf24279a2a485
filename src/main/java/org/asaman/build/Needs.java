package org.asaman.build;

import java.util.List;
import java.util.function.Supplier;
import org.asaman.crates.LockedCrates;
import org.asaman.lock.AsOf;
import org.asaman.lock.BuildRequirements;

/// Where the build requirements of one package come from.
sealed interface Needs {

  /// Nothing is installed: the interpreter's own packages are used.
  record Installed() implements Needs {}

  /// They are resolved, as of the first of these moments at which that can be done.
  record Resolved(Supplier<List<AsOf>> choices) implements Needs {}

  /// They are in a lock, and nothing else is taken.
  ///
  /// @param dynamic what the backend asked for when the lock was made, as it worded it
  /// @param lock the lock's file, for messages
  /// @param crates that the lock names
  record Locked(
      BuildRequirements requirements, List<String> dynamic, String lock, LockedCrates crates)
      implements Needs {}
}
