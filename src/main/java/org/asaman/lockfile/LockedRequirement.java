package org.asaman.lockfile;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.asaman.index.DistributionFile;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildWheel;
import org.asaman.requirements.Release;

/// A build requirement at one version, with all of its files.
///
/// @param files its wheels and its sdist, each with at least one hash
/// @param binary why it is taken as a wheel where the rest of the chain is built from source: as a
///   `SEED` or as `ALLOWED`
public record LockedRequirement(
    Release release, List<DistributionFile> files, Optional<BuildWheel.Origin> binary)
    implements Comparable<LockedRequirement> {

  public LockedRequirement {
    files = files.stream().sorted(Comparator.comparing(DistributionFile::filename)).toList();
  }

  /// The requirement as it is installed: any of the files will do.
  public BuildPin pin() {
    return new BuildPin(
        release.name(),
        release.version(),
        files.stream().flatMap(file -> file.hashes().stream()).distinct().toList());
  }

  public LockedRequirement with(Optional<BuildWheel.Origin> other) {
    return new LockedRequirement(release, files, other);
  }

  @Override
  public int compareTo(LockedRequirement other) {
    return release.compareTo(other.release);
  }
}
