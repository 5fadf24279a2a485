package org.asaman.crates;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.store.Digest;

/// What a build with Cargo gets beside its source.
///
/// @param crates all that its locks pin, sorted
/// @param tree a directory of the store with a folder for each crate, as Cargo's directory sources
///   have them
/// @param configuration a `config.toml` for Cargo that names that directory
/// @param ownProcessor whether the source's own configuration asks for code for the processor that
///   it is built on
/// @param madeLocks every `Cargo.lock` that the source lacks, by its path in the source
public record Vendored(
    List<Crate> crates,
    Digest tree,
    Digest configuration,
    boolean ownProcessor,
    SortedMap<String, Digest> madeLocks) {

  public Vendored {
    crates = List.copyOf(crates);
    madeLocks = new TreeMap<>(madeLocks);
  }
}
