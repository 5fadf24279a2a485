package org.asaman.archive;

import static org.asaman.archive.ZipFormat.MAX_16;
import static org.asaman.archive.ZipFormat.MAX_32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// One member's headers as [CanonicalZip] writes them.
record ZipRecord(
    String name,
    boolean executable,
    boolean stored,
    int dosTime,
    long crc,
    long size,
    long compressedSize,
    long offset) {
  private static final int UNIX = 3;
  private static final int VERSION = 20;
  private static final int VERSION_64 = 45;
  private static final int REGULAR = 0100000;

  static ZipRecord of(CanonicalZip.Item item, Packed packed, int dosTime, long offset) {
    return new ZipRecord(
        item.name(),
        item.executable(),
        packed.stored(),
        dosTime,
        packed.crc(),
        packed.size(),
        packed.compressedSize(),
        offset);
  }

  byte[] local() {
    ByteBuffer extra = bigSizes() ? extra(16).putLong(size).putLong(compressedSize) : none();
    ByteBuffer out = buffer(ZipFormat.LOCAL_SIZE + rawName().length + extra.capacity());
    out.putInt(ZipFormat.LOCAL);
    putCommon(out, extra.capacity());
    return bytes(out.put(rawName()).put(extra.flip()));
  }

  byte[] central() {
    boolean bigOffset = offset >= MAX_32;
    int extraSize = (bigSizes() ? 16 : 0) + (bigOffset ? 8 : 0);
    ByteBuffer extra = extraSize == 0 ? none() : extra(extraSize);
    if (bigSizes()) {
      extra.putLong(size).putLong(compressedSize);
    }
    if (bigOffset) {
      extra.putLong(offset);
    }
    ByteBuffer out = buffer(ZipFormat.CENTRAL_SIZE + rawName().length + extra.capacity());
    out.putInt(ZipFormat.CENTRAL);
    out.putShort((short) (UNIX << 8 | version(bigOffset)));
    putCommon(out, extra.capacity());
    out.putShort((short) 0); // comment length
    out.putShort((short) 0); // disk
    out.putShort((short) 0); // internal attributes
    out.putInt((REGULAR | (executable ? 0755 : 0644)) << 16);
    out.putInt((int) Math.min(offset, MAX_32));
    return bytes(out.put(rawName()).put(extra.flip()));
  }

  /// The end of the central directory, with its ZIP64 forms before it if they are needed.
  static byte[] end(long count, long offset, long size) {
    boolean big = count >= MAX_16 || offset >= MAX_32 || size >= MAX_32;
    ByteBuffer out =
        buffer(ZipFormat.END_SIZE + (big ? ZipFormat.END_64_SIZE + ZipFormat.LOCATOR_64_SIZE : 0));
    if (big) {
      out.putInt(ZipFormat.END_64).putLong(ZipFormat.END_64_SIZE - 12);
      out.putShort((short) (UNIX << 8 | VERSION_64)).putShort((short) VERSION_64);
      out.putInt(0).putInt(0).putLong(count).putLong(count).putLong(size).putLong(offset);
      out.putInt(ZipFormat.LOCATOR_64).putInt(0).putLong(offset + size).putInt(1);
    }
    short shortCount = (short) Math.min(count, MAX_16);
    out.putInt(ZipFormat.END).putShort((short) 0).putShort((short) 0);
    out.putShort(shortCount).putShort(shortCount);
    out.putInt((int) Math.min(size, MAX_32)).putInt((int) Math.min(offset, MAX_32));
    return bytes(out.putShort((short) 0));
  }

  /// The fields that stand alike in both headers, from "version needed" to the length of the extra
  /// field. Sizes go to the ZIP64 field together, since a local one must hold both.
  private void putCommon(ByteBuffer out, int extraLength) {
    boolean central = out.position() == 6;
    out.putShort((short) version(central && offset >= MAX_32));
    out.putShort((short) (ascii() ? 0 : ZipFormat.FLAG_UTF8));
    out.putShort((short) (stored ? ZipFormat.STORED : ZipFormat.DEFLATED));
    out.putInt(dosTime);
    out.putInt((int) crc);
    out.putInt((int) (bigSizes() ? MAX_32 : compressedSize));
    out.putInt((int) (bigSizes() ? MAX_32 : size));
    out.putShort((short) rawName().length);
    out.putShort((short) extraLength);
  }

  private int version(boolean big) {
    return big || bigSizes() ? VERSION_64 : VERSION;
  }

  private boolean bigSizes() {
    return size >= MAX_32 || compressedSize >= MAX_32;
  }

  private boolean ascii() {
    return name.chars().allMatch(c -> c < 0x80);
  }

  private byte[] rawName() {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer full) {
    byte[] bytes = new byte[full.flip().remaining()];
    full.get(bytes);
    return bytes;
  }

  private static ByteBuffer none() {
    return buffer(0);
  }

  private static ByteBuffer extra(int length) {
    return buffer(4 + length).putShort((short) ZipFormat.EXTRA_ZIP64).putShort((short) length);
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
