package org.asaman.build;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.asaman.fetch.SourcePackage;
import org.asaman.fetch.Sources;
import org.asaman.lock.AsOf;
import org.asaman.python.Interpreter;

/// The moments as of which the build requirements of a package may be resolved, in turn.
record Moments(Optional<AsOf> asked, Sources sources, Interpreter interpreter, Clock clock) {

  /// @param newest the newest upload time of all sdists of the run
  List<AsOf> of(SourcePackage source, Optional<Instant> newest) {
    return asked
        .map(List::of)
        .orElseGet(() ->
            AsOf.choices(
                new AsOf.UploadTimes(sources.uploadTime(source), newest),
                interpreter,
                clock.instant()));
  }
}
