package org.asaman.compare;

import java.util.Arrays;
import java.util.List;

/// Bytes of which nothing is known.
final class Binary {
  private Binary() {}

  /// Where the bytes first differ, and what stands there.
  static Difference difference(String member, byte[] left, byte[] right, List<String> lines) {
    int at = Math.max(0, Arrays.mismatch(left, right));
    return Shown.hex(left, right, at).at(member, Difference.Kind.BINARY, "byte " + at, lines);
  }
}
