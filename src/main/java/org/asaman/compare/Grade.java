package org.asaman.compare;

import java.util.Locale;

/// How alike two archives are, from the best to the worst.
public enum Grade {
  /// The same bytes.
  IDENTICAL,
  /// Other bytes, but the same once both are written canonically.
  EQUIVALENT,
  /// Nothing but what stands in `.dist-info` (of an sdist: `PKG-INFO` and `*.egg-info`) differs.
  METADATA_ONLY,
  /// Something that would be installed differs.
  DIFFERENT;

  /// The name as reports have it, such as `metadata-only`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
