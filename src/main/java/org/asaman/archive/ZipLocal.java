package org.asaman.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// A local header, which must say what the central directory says, and where its content lies.
///
/// @param end the first byte after the content and its data descriptor
record ZipLocal(long dataOffset, long end, boolean extras) {

  /// Reads the header at the entry's offset; nothing of the member may lie at or after `limit`,
  /// where the next one (or the central directory) must begin.
  static ZipLocal read(FileChannel channel, ZipCentral central, long limit, Refusal refusal)
      throws IOException {
    String member = central.name();
    long offset = central.sizes().offset();
    if (limit - offset < ZipFormat.LOCAL_SIZE) {
      throw refusal.because(member, "overlaps what follows it");
    }
    ByteBuffer head = ChannelInput.readFully(channel, offset, ZipFormat.LOCAL_SIZE);
    if (head.getInt(0) != ZipFormat.LOCAL) {
      throw refusal.because(member, "has no local header where the central directory says");
    }
    int nameLength = u16(head, 26);
    int extraLength = u16(head, 28);
    long dataOffset = offset + ZipFormat.LOCAL_SIZE + nameLength + extraLength;
    if (dataOffset > limit || central.sizes().compressedSize() > limit - dataOffset) {
      throw refusal.because(member, "overlaps what follows it");
    }
    ByteBuffer rest =
        ChannelInput.readFully(channel, offset + ZipFormat.LOCAL_SIZE, nameLength + extraLength);
    byte[] name = new byte[nameLength];
    byte[] extras = new byte[extraLength];
    rest.get(name).get(extras);
    ZipSizes sizes =
        new ZipSizes(u32(head, 22), u32(head, 18), 0, false).withExtras(extras, member, refusal);
    boolean agrees =
        Arrays.equals(name, central.rawName())
            && (u16(head, 4) & 0xff) <= ZipFormat.VERSION
            && u16(head, 6) == central.flags()
            && u16(head, 8) == central.method()
            && head.getInt(10) == central.dosTime()
            && agrees(u32(head, 14), sizes, central);
    if (!agrees) {
      throw refusal.because(member, "has a local header that differs from the central directory");
    }
    long dataEnd = dataOffset + central.sizes().compressedSize();
    long end = central.descriptor() ? limit : dataEnd;
    if (central.descriptor()) {
      checkDescriptor(channel, dataEnd, limit, central, sizes.big(), refusal);
    }
    return new ZipLocal(dataOffset, end, extraLength > 0);
  }

  /// With a data descriptor the header may leave the numbers out, all three of them.
  private static boolean agrees(long crc, ZipSizes sizes, ZipCentral central) {
    boolean same =
        crc == central.crc()
            && sizes.size() == central.sizes().size()
            && sizes.compressedSize() == central.sizes().compressedSize();
    boolean leftOut = crc == 0 && sizes.size() == 0 && sizes.compressedSize() == 0;
    return same || (central.descriptor() && leftOut);
  }

  /// The descriptor must fill the room up to `limit`, so that no reader can see it elsewhere.
  private static void checkDescriptor(
      FileChannel channel, long at, long limit, ZipCentral central, boolean big, Refusal refusal)
      throws IOException {
    int plain = big ? 20 : 12;
    long length = limit - at;
    if (length != plain && length != plain + 4) {
      throw refusal.because(central.name(), "is not followed by its data descriptor alone");
    }
    ByteBuffer expected = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    if (length > plain) {
      expected.putInt(ZipFormat.DESCRIPTOR);
    }
    expected.putInt((int) central.crc());
    if (big) {
      expected.putLong(central.sizes().compressedSize()).putLong(central.sizes().size());
    } else {
      expected.putInt((int) central.sizes().compressedSize());
      expected.putInt((int) central.sizes().size());
    }
    if (!expected.flip().equals(ChannelInput.readFully(channel, at, (int) length))) {
      throw refusal.because(
          central.name(), "has a data descriptor that differs from the central directory");
    }
  }

  private static int u16(ByteBuffer in, int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }

  private static long u32(ByteBuffer in, int at) {
    return Integer.toUnsignedLong(in.getInt(at));
  }
}
