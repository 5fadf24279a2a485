package org.asaman.verify;

import java.util.EnumSet;
import java.util.Set;

/// What is varied.
///
/// @param variations those that were asked for
/// @param naked whether what a build fixes is lifted too
public record Rules(Set<Variation> variations, boolean naked) {

  public Rules {
    variations = Set.copyOf(variations);
  }

  /// Those that decide the verdict.
  Set<Variation> deciding() {
    return both(Variation.DECIDING);
  }

  /// Those that are tried without protection: all, but for the caller, whom no build sees.
  Set<Variation> lifted() {
    Set<Variation> lifted = both(Variation.ALL);
    lifted.remove(Variation.CALLER);
    return lifted;
  }

  private Set<Variation> both(Set<Variation> others) {
    Set<Variation> both = EnumSet.noneOf(Variation.class);
    both.addAll(variations);
    both.retainAll(others);
    return both;
  }
}
