package org.asaman.index;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.asaman.requirements.Hash;

/// Whether a file's hash is among those that the user listed, as far as the index tells.
enum Listed {
  YES,
  NO,
  /// The index states no hash of an algorithm that would decide it.
  UNKNOWN;

  /// Without listed hashes every file will do.
  static Listed of(DistributionFile file, List<Hash> listed) {
    if (listed.isEmpty() || file.hashes().stream().anyMatch(listed::contains)) {
      return YES;
    }
    Set<String> stated = file.hashes().stream().map(Hash::algorithm).collect(Collectors.toSet());
    return listed.stream().map(Hash::algorithm).allMatch(stated::contains) ? NO : UNKNOWN;
  }
}
