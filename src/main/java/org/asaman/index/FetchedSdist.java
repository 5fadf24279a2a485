package org.asaman.index;

import java.nio.file.Path;
import java.util.List;
import org.asaman.requirements.Hash;

/// A source distribution on this machine, with the hashes of its bytes (sha256 first), which were
/// found right.
public record FetchedSdist(Sdist sdist, Path path, List<Hash> hashes) {

  public FetchedSdist {
    hashes = List.copyOf(hashes);
  }
}
