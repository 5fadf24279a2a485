package org.asaman.archive;

import static org.asaman.archive.ZipFormat.MAX_16;
import static org.asaman.archive.ZipFormat.MAX_32;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Where the central directory is: the end record, which must be the very last bytes of the file.
record ZipEnd(long entries, long directoryOffset, long directorySize) {

  static ZipEnd read(FileChannel channel, Refusal refusal) throws IOException {
    long at = channel.size() - ZipFormat.END_SIZE;
    if (at < 0) {
      throw refusal.because("is no zip archive");
    }
    ByteBuffer end = ChannelInput.readFully(channel, at, ZipFormat.END_SIZE);
    if (end.getInt() != ZipFormat.END || end.getShort(20) != 0) {
      throw refusal.because(whyNoEnd(channel));
    }
    int disk = u16(end);
    int directoryDisk = u16(end);
    int entriesHere = u16(end);
    int entries = u16(end);
    long size = u32(end);
    long offset = u32(end);
    if (disk != 0 || directoryDisk != 0 || entriesHere != entries) {
      throw refusal.because("is one part of a zip archive in several files");
    }
    ZipEnd found = new ZipEnd(entries, offset, size);
    if (entries == MAX_16 || size == MAX_32 || offset == MAX_32) {
      ZipEnd big = read64(channel, at, refusal);
      found.requireFits(big, refusal);
      big.requireEndsAt(at - ZipFormat.LOCATOR_64_SIZE - ZipFormat.END_64_SIZE, refusal);
      return big;
    }
    found.requireEndsAt(at, refusal);
    return found;
  }

  /// Whether the bytes, the last ones of a file, hold what some reader would take for the end of a
  /// zip archive.
  static boolean looksLikeOne(ByteBuffer tail) {
    for (int i = 0; i <= tail.limit() - ZipFormat.END_SIZE; i++) {
      if (tail.getInt(i) == ZipFormat.END && tail.getInt(i + 4) == 0) {
        return true;
      }
    }
    return false;
  }

  /// The last bytes of a file, as many as an end record with its comment may have.
  static ByteBuffer tail(FileChannel channel) throws IOException {
    int length = (int) Math.min(channel.size(), ZipFormat.END_SIZE + MAX_16);
    return ChannelInput.readFully(channel, channel.size() - length, length);
  }

  private static String whyNoEnd(FileChannel channel) throws IOException {
    return looksLikeOne(tail(channel))
        ? "has a comment or other bytes after the end of the zip archive"
        : "is no zip archive, or its end is missing";
  }

  private static ZipEnd read64(FileChannel channel, long endAt, Refusal refusal)
      throws IOException {
    long locatorAt = endAt - ZipFormat.LOCATOR_64_SIZE;
    long recordAt = locatorAt - ZipFormat.END_64_SIZE;
    if (recordAt < 0) {
      throw refusal.because("lacks the ZIP64 end record that its end record asks for");
    }
    ByteBuffer in =
        ChannelInput.readFully(
            channel, recordAt, ZipFormat.END_64_SIZE + ZipFormat.LOCATOR_64_SIZE);
    boolean located =
        in.getInt(ZipFormat.END_64_SIZE) == ZipFormat.LOCATOR_64
            && in.getInt(ZipFormat.END_64_SIZE + 4) == 0
            && in.getLong(ZipFormat.END_64_SIZE + 8) == recordAt
            && in.getInt(ZipFormat.END_64_SIZE + 16) == 1;
    boolean plain =
        in.getInt(0) == ZipFormat.END_64
            && in.getLong(4) == ZipFormat.END_64_SIZE - 12
            && in.getInt(16) == 0
            && in.getInt(20) == 0
            && in.getLong(24) == in.getLong(32);
    if (!located || !plain) {
      throw refusal.because("has a missing or malformed ZIP64 end record");
    }
    return new ZipEnd(in.getLong(32), in.getLong(48), in.getLong(40));
  }

  private void requireFits(ZipEnd big, Refusal refusal) {
    boolean same =
        (entries == MAX_16 || entries == big.entries)
            && (directorySize == MAX_32 || directorySize == big.directorySize)
            && (directoryOffset == MAX_32 || directoryOffset == big.directoryOffset);
    boolean needed =
        big.entries >= MAX_16 || big.directorySize >= MAX_32 || big.directoryOffset >= MAX_32;
    if (!same || !needed) {
      throw refusal.because("has a ZIP64 end record that does not fit its end record");
    }
  }

  private void requireEndsAt(long expected, Refusal refusal) {
    boolean fits =
        entries >= 0
            && directoryOffset >= 0
            && directorySize >= 0
            && directoryOffset <= expected
            && directorySize == expected - directoryOffset;
    if (!fits) {
      throw refusal.because("has bytes between, before or after its parts, or is cut short");
    }
  }

  private static int u16(ByteBuffer in) {
    return Short.toUnsignedInt(in.getShort());
  }

  private static long u32(ByteBuffer in) {
    return Integer.toUnsignedLong(in.getInt());
  }
}
