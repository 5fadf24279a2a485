package org.asaman.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/// The two kinds of fields in a tar header; empty where the bytes are none of it.
final class TarField {
  /// How a negative number in base 256 begins.
  static final byte NEGATIVE = (byte) 0xff;

  private static final byte BASE_256 = (byte) 0x80;

  private TarField() {}

  /// UTF-8 up to the first NUL or the field's end; after a NUL there may be NULs only.
  static Optional<String> text(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    for (int i = end; i < offset + length; i++) {
      if (bytes[i] != 0) {
        return Optional.empty();
      }
    }
    return utf8(bytes, offset, end - offset);
  }

  static Optional<String> utf8(byte[] bytes, int offset, int length) {
    try {
      ByteBuffer raw = ByteBuffer.wrap(bytes, offset, length);
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(raw).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /// Octal digits among leading spaces and trailing spaces or NULs, or GNU's base 256: never
  /// negative.
  static OptionalLong number(byte[] bytes, int offset, int length) {
    return bytes[offset] < 0
        ? base256(bytes, offset, length)
        : octal(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
  }

  /// A number after the byte that marks it; any other first byte makes it negative or far too
  /// large.
  private static OptionalLong base256(byte[] bytes, int offset, int length) {
    long value = 0;
    for (int i = offset + 1; i < offset + length; i++) {
      if (bytes[offset] != BASE_256 || value >>> 55 != 0) {
        return OptionalLong.empty();
      }
      value = value << 8 | (bytes[i] & 0xff);
    }
    return OptionalLong.of(value);
  }

  private static OptionalLong octal(String field) {
    int start = 0;
    while (start < field.length() && field.charAt(start) == ' ') {
      start++;
    }
    long value = 0;
    int at = start;
    while (at < field.length() && field.charAt(at) >= '0' && field.charAt(at) <= '7') {
      value = value << 3 | (field.charAt(at) - '0');
      at++;
    }
    boolean padded = field.substring(at).chars().allMatch(c -> c == ' ' || c == 0);
    return padded ? OptionalLong.of(value) : OptionalLong.empty();
  }
}
