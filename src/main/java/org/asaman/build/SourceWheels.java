package org.asaman.build;

import java.util.function.Function;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildWheel;
import org.asaman.lock.BuildWheels;
import org.asaman.lock.IndexWheels;
import org.asaman.lockfile.LockGraph;
import org.asaman.requirements.Release;

/// The wheels of one package's build requirements in a chain from source: those built before it,
/// and from an index only what the lock names a seed or allows.
///
/// @param user the package
/// @param built gives what was built
record SourceWheels(
    Release user, LockGraph graph, Function<Release, WheelMaker.Made> built, IndexWheels index)
    implements BuildWheels {

  @Override
  public BuildWheel of(String subject, BuildPin pin) {
    BuildWheel.Origin origin = graph.origin(user, pin.release());
    if (origin != BuildWheel.Origin.SOURCE) {
      return index.of(subject, pin).from(origin);
    }
    WheelMaker.Made made = built.apply(pin.release());
    return new BuildWheel(
        pin.name(), pin.version(), made.plain().fileName(), made.plain().wheel(), origin);
  }
}
