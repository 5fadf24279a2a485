package org.asaman.build;

import java.util.Locale;

/// Where build requirements come from: `--build-deps binary|source`.
public enum BuildDeps {
  /// As wheels, from an index.
  BINARY,
  /// Built from their sdists, as a lock has them.
  SOURCE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
