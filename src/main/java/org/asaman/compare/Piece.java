package org.asaman.compare;

import java.util.Arrays;

/// A piece of a file: bytes that are compared by what they are.
final class Piece {
  private final byte[] bytes;

  Piece(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The bytes themselves, which nobody changes.
  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Piece piece && Arrays.equals(bytes, piece.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
