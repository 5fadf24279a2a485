package org.asaman.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.asaman.config.Config;
import org.asaman.crates.LockedCrates;
import org.asaman.fetch.Wanted;
import org.asaman.lock.BuildPin;
import org.asaman.lockfile.BuildLock;
import org.asaman.lockfile.LockedPackage;

/// One thing to be built, with its place in a lock or a record if it has one.
public record Job(Wanted wanted, Optional<Locked> locked, Optional<Recorded> recorded) {

  public Job(Wanted wanted, Optional<Locked> locked) {
    this(wanted, locked, Optional.empty());
  }

  /// A package of a lock.
  ///
  /// @param file of the lock, for messages
  /// @param config the settings that the lock was checked against
  public record Locked(Path file, BuildLock lock, LockedPackage entry, Config config) {}

  /// A package that was built before.
  ///
  /// @param file of the record, for messages
  /// @param pins what was installed, each with the hash of the file that was
  /// @param dynamic what the backend asked for, as it worded it
  /// @param repair what was done to the wheel after its build
  public record Recorded(
      Path file, List<BuildPin> pins, List<String> dynamic, LockedCrates crates, Repair repair) {
    public Recorded {
      pins = List.copyOf(pins);
      dynamic = List.copyOf(dynamic);
    }
  }
}
