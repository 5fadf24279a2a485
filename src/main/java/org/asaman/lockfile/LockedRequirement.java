package org.asaman.lockfile;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.asaman.index.DistributionFile;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildWheel;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Release;

/// A build requirement at one version, with all of its files.
///
/// @param files its wheels and its sdist, each with at least one hash
/// @param binary why it is taken as a wheel where the rest of the chain is built from source: as a
///   `SEED` or as `ALLOWED`
public record LockedRequirement(
    Release release, List<DistributionFile> files, Optional<BuildWheel.Origin> binary) {

  public LockedRequirement {
    files = files.stream().sorted(Comparator.comparing(DistributionFile::filename)).toList();
  }

  /// The requirement as it is installed: any of the files that were there will do.
  ///
  /// @param before the moment as of which it was resolved; empty if all files count
  BuildPin pin(Optional<Instant> before) {
    return new BuildPin(
        release.name(),
        release.version(),
        files.stream()
            .filter(file -> wasThere(file, before))
            .flatMap(file -> file.hashes().stream())
            .distinct()
            .toList());
  }

  /// A version may get further wheels later, which must not change a build; of sdists there is one.
  private static boolean wasThere(DistributionFile file, Optional<Instant> before) {
    return !file.isWheel()
        || before.isEmpty()
        || file.uploadTime().map(time -> time.isBefore(before.get())).orElse(true);
  }

  /// This requirement with the files that an index lists now beside those of an earlier lock.
  ///
  /// @throws AsamanException if one has another hash than it had
  public LockedRequirement with(LockedRequirement now) {
    SortedMap<String, DistributionFile> all = new TreeMap<>();
    now.files.forEach(file -> all.put(file.filename(), file));
    for (DistributionFile file : files) {
      DistributionFile other = all.put(file.filename(), file);
      if (other != null && other.hashes().stream().noneMatch(file.hashes()::contains)) {
        throw new AsamanException(
            new Problem.HashMismatch(
                file.filename(),
                file.hashes().stream().map(Hash::toString).toList(),
                other.hashes().stream().map(Hash::toString).collect(Collectors.joining(", "))));
      }
    }
    return new LockedRequirement(release, List.copyOf(all.values()), binary);
  }

  public LockedRequirement with(Optional<BuildWheel.Origin> other) {
    return new LockedRequirement(release, files, other);
  }
}
