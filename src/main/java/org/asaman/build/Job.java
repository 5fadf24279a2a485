package org.asaman.build;

import java.nio.file.Path;
import java.util.Optional;
import org.asaman.config.Config;
import org.asaman.fetch.Wanted;
import org.asaman.lockfile.BuildLock;
import org.asaman.lockfile.LockedPackage;

/// One thing to be built, with its place in a lock if it has one.
public record Job(Wanted wanted, Optional<Locked> locked) {

  /// A package of a lock.
  ///
  /// @param file of the lock, for messages
  /// @param config the settings that the lock was checked against
  public record Locked(Path file, BuildLock lock, LockedPackage entry, Config config) {}
}
