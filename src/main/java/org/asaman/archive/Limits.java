package org.asaman.archive;

import java.time.Duration;

/// How far an archive may expand before it is refused.
///
/// @param unpackedBytes all that comes out of it, tar headers and padding included
/// @param members members and the folders that their names imply
/// @param pathLength bytes of one whole name in UTF-8
/// @param componentLength bytes of one part of a name
/// @param depth parts of one name
/// @param ratio unpacked to packed bytes, once more than [#FREE_BYTES] have come out
/// @param time for reading it
public record Limits(
    long unpackedBytes,
    int members,
    int pathLength,
    int componentLength,
    int depth,
    long ratio,
    Duration time) {

  /// So much may come out of an archive however small it is.
  public static final long FREE_BYTES = 10L << 20;

  public static final Limits DEFAULT =
      new Limits(2L << 30, 100_000, 4096, 255, 100, 1000, Duration.ofSeconds(60));

  public Limits {
    if (unpackedBytes < 0
        || members < 0
        || pathLength < 1
        || componentLength < 1
        || depth < 1
        || ratio < 1
        || time.isNegative()) {
      throw new IllegalArgumentException("negative limit");
    }
  }

  /// The unpacked bytes that an archive of so many packed bytes may give.
  long unpackedBytesOf(long packed) {
    boolean small = packed < unpackedBytes / ratio;
    return small ? Math.min(unpackedBytes, Math.max(FREE_BYTES, packed * ratio)) : unpackedBytes;
  }

  /// The bytes that all names together may have: 1 KiB each on average.
  long nameBytes() {
    return members * 1024L;
  }
}
