package org.asaman.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.asaman.lock.AsOf;

/// What the user asked for, for every package of a run.
///
/// @param epoch SOURCE_DATE_EPOCH in seconds
/// @param output where wheels and records go
/// @param jobs how many builds run at once
/// @param asOf the moment build requirements are resolved as of; empty for each package's own
/// @param timeout for one build
/// @param raw keeps the backend's own bytes
/// @param isolation builds in environments of their own; otherwise with the interpreter's packages
/// @param buildDeps where build requirements come from; from source only with locks that hold them
/// @param keepSources copies the sdists beside the wheels
/// @param repair what is done to platform wheels after their build
/// @param reuse folders whose wheels are taken when their records name the same action
public record Settings(
    long epoch,
    Path output,
    int jobs,
    Optional<AsOf> asOf,
    Duration timeout,
    boolean raw,
    boolean isolation,
    BuildDeps buildDeps,
    boolean keepSources,
    Repair repair,
    List<Path> reuse) {

  public Settings {
    reuse = List.copyOf(reuse);
  }

  /// The SOURCE_DATE_EPOCH of builds that name no other: 29 June 2011.
  public static final long DEFAULT_EPOCH = 1309379017L;
}
