package org.asaman.debian;

import java.util.Optional;
import org.asaman.store.Digest;

/// A root that was made.
///
/// @param packages how many are in it
/// @param listed the root that the same packages gave before, where it must come out again
public record MadeRoot(Digest root, int packages, Optional<Digest> listed) {

  /// Whether it is what it was before, if there was one before.
  public boolean asListed() {
    return listed.isEmpty() || listed.get().equals(root);
  }
}
