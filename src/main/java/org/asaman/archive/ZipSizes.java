package org.asaman.archive;

import static org.asaman.archive.ZipFormat.MAX_32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/// The sizes and offset in a ZIP header, taken from its ZIP64 field where the header says so.
///
/// @param big whether there was a ZIP64 field
record ZipSizes(long size, long compressedSize, long offset, boolean big) {

  /// Checks a header's extra fields: each whole, no kind twice, none that gives another name, and
  /// ZIP64 values exactly where the header's own are saturated.
  ZipSizes withExtras(byte[] extras, String member, Refusal refusal) {
    ByteBuffer in = ByteBuffer.wrap(extras).order(ByteOrder.LITTLE_ENDIAN);
    Set<Integer> kinds = new HashSet<>();
    ZipSizes result = this;
    while (in.hasRemaining()) {
      if (in.remaining() < 4) {
        throw refusal.because(member, "has a malformed extra field");
      }
      int kind = Short.toUnsignedInt(in.getShort());
      int length = Short.toUnsignedInt(in.getShort());
      if (length > in.remaining()) {
        throw refusal.because(member, "has a malformed extra field");
      }
      if (!kinds.add(kind)) {
        throw refusal.because(member, String.format("has extra field 0x%04x twice", kind));
      }
      if (kind == ZipFormat.EXTRA_UNICODE_PATH) {
        throw refusal.because(member, "has a second name in an extra field");
      }
      ByteBuffer value = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      if (kind == ZipFormat.EXTRA_ZIP64) {
        result = zip64(value, member, refusal);
      }
      in.position(in.position() + length);
    }
    if (!result.big && saturated() > 0) {
      throw refusal.because(member, "lacks the ZIP64 field that its header asks for");
    }
    return result;
  }

  private ZipSizes zip64(ByteBuffer value, String member, Refusal refusal) {
    if (saturated() == 0 || value.remaining() != 8 * saturated()) {
      throw refusal.because(member, "has a ZIP64 field that does not fit its header");
    }
    long realSize = size == MAX_32 ? value.getLong() : size;
    long realCompressed = compressedSize == MAX_32 ? value.getLong() : compressedSize;
    long realOffset = offset == MAX_32 ? value.getLong() : offset;
    if (realSize < 0 || realCompressed < 0 || realOffset < 0) {
      throw refusal.because(member, "has a negative size or offset");
    }
    return new ZipSizes(realSize, realCompressed, realOffset, true);
  }

  private int saturated() {
    return (size == MAX_32 ? 1 : 0)
        + (compressedSize == MAX_32 ? 1 : 0)
        + (offset == MAX_32 ? 1 : 0);
  }
}
