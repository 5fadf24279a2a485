package org.asaman.compare;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads numbers and pieces out of bytes; whatever reaches past their end is [Unreadable].
final class Cursor {
  private final byte[] bytes;
  private final ByteBuffer buffer;
  private int at;

  Cursor(byte[] bytes, int at, ByteOrder order) throws Unreadable {
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes).order(order);
    require(at >= 0 && at <= bytes.length);
    this.at = at;
  }

  int at() {
    return at;
  }

  int left() {
    return bytes.length - at;
  }

  int u8() throws Unreadable {
    return buffer.get(next(1)) & 0xff;
  }

  int u16() throws Unreadable {
    return buffer.getShort(next(2)) & 0xffff;
  }

  int i32() throws Unreadable {
    return buffer.getInt(next(4));
  }

  long u32() throws Unreadable {
    return Integer.toUnsignedLong(i32());
  }

  long i64() throws Unreadable {
    return buffer.getLong(next(8));
  }

  /// A number of things that take at least one byte each.
  int count() throws Unreadable {
    int count = i32();
    require(count >= 0 && count <= left());
    return count;
  }

  byte[] bytes(long length) throws Unreadable {
    require(length >= 0 && length <= left());
    byte[] piece = new byte[(int) length];
    buffer.get(next((int) length), piece);
    return piece;
  }

  private int next(int length) throws Unreadable {
    require(length <= left());
    int start = at;
    at += length;
    return start;
  }

  private static void require(boolean fits) throws Unreadable {
    if (!fits) {
      throw new Unreadable("reaches past its end");
    }
  }
}
