package org.asaman.crates;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The crates of one source as a build lock or a record states them.
///
/// @param crates sorted
/// @param madeLocks the text of every `Cargo.lock` that the source lacks, by its path in the source
public record LockedCrates(List<Crate> crates, SortedMap<String, String> madeLocks) {
  /// Those of a source without any.
  public static final LockedCrates NONE = new LockedCrates(List.of(), new TreeMap<>());

  public LockedCrates {
    crates = crates.stream().sorted().toList();
    madeLocks = new TreeMap<>(madeLocks);
  }
}
