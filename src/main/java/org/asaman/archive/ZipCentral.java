package org.asaman.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// One entry of a central directory, checked in itself.
///
/// @param name without the slash that ends a folder's name
record ZipCentral(
    String name,
    boolean directory,
    int unixMode,
    int flags,
    int method,
    int dosTime,
    long crc,
    ZipSizes sizes,
    boolean extras) {
  private static final int UNIX = 3;
  private static final int MAC_OS_X = 19;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int KNOWN_FLAGS =
      ZipFormat.FLAGS_DEFLATE_LEVEL | ZipFormat.FLAG_DESCRIPTOR | ZipFormat.FLAG_UTF8;

  static ZipCentral read(InputStream in, Refusal refusal) throws IOException {
    ByteBuffer head =
        ByteBuffer.wrap(bytes(in, ZipFormat.CENTRAL_SIZE, refusal)).order(ByteOrder.LITTLE_ENDIAN);
    if (head.getInt() != ZipFormat.CENTRAL) {
      throw refusal.because("has a malformed central directory");
    }
    int madeBy = u16(head) >> 8;
    int version = u16(head);
    int flags = u16(head);
    int method = u16(head);
    int dosTime = head.getInt();
    long crc = u32(head);
    long compressedSize = u32(head);
    long size = u32(head);
    int nameLength = u16(head);
    int extraLength = u16(head);
    int commentLength = u16(head);
    int disk = u16(head);
    u16(head); // internal attributes: a hint about text
    int attributes = head.getInt();
    long offset = u32(head);
    byte[] rawName = bytes(in, nameLength, refusal);
    String name = name(rawName, flags, refusal);
    byte[] extras = bytes(in, extraLength, refusal);
    if (commentLength != 0) {
      throw refusal.because(name, "has a comment");
    }
    if ((version & 0xff) > ZipFormat.VERSION) {
      throw refusal.because(name, "uses a zip feature that is not supported");
    }
    if (disk != 0) {
      throw refusal.because(name, "lies in another file");
    }
    ZipSizes sizes =
        new ZipSizes(size, compressedSize, offset, false).withExtras(extras, name, refusal);
    boolean directory = name.endsWith("/");
    ZipCentral central =
        new ZipCentral(
            directory ? name.substring(0, name.length() - 1) : name,
            directory,
            madeBy == UNIX || madeBy == MAC_OS_X ? attributes >>> 16 : 0,
            flags,
            method,
            dosTime,
            crc,
            sizes,
            extras.length > 0);
    central.check(refusal);
    return central;
  }

  boolean symlink() {
    return (unixMode & TYPE) == LINK;
  }

  /// The name's bytes as headers hold them.
  byte[] rawName() {
    return (directory ? name + "/" : name).getBytes(StandardCharsets.UTF_8);
  }

  MemberTree.Kind kind() {
    return directory
        ? MemberTree.Kind.DIRECTORY
        : symlink() ? MemberTree.Kind.LINK : MemberTree.Kind.FILE;
  }

  boolean descriptor() {
    return (flags & ZipFormat.FLAG_DESCRIPTOR) != 0;
  }

  ZipMember toMember(ZipLocal local) {
    return new ZipMember(
        name,
        directory,
        symlink(),
        unixMode,
        sizes.size(),
        sizes.compressedSize(),
        crc,
        method,
        DosTime.toLocalDateTime(dosTime),
        extras || local.extras(),
        descriptor(),
        flags,
        local.dataOffset());
  }

  private void check(Refusal refusal) {
    if ((flags & ZipFormat.FLAG_ENCRYPTED) != 0) {
      throw refusal.because(name, "is encrypted");
    }
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw refusal.because(name, "uses a zip feature that is not supported");
    }
    if (method != ZipFormat.STORED && method != ZipFormat.DEFLATED) {
      throw refusal.because(
          name, "is compressed with method " + method + "; only stored and deflated are known");
    }
    if (method == ZipFormat.STORED && sizes.size() != sizes.compressedSize()) {
      throw refusal.because(name, "is stored but has two different sizes");
    }
    if (method == ZipFormat.STORED && descriptor() && sizes.size() > 0) {
      throw refusal.because(name, "is stored with its size only after the content");
    }
    int type = unixMode & TYPE;
    if (type != 0 && type != (directory ? DIRECTORY : REGULAR) && (directory || type != LINK)) {
      throw refusal.because(
          name,
          type == REGULAR || type == DIRECTORY || type == LINK
              ? "has a type that does not fit its name"
              : "is a device, FIFO or socket");
    }
    if (directory && sizes.size() != 0) {
      throw refusal.because(name, "is a folder with content");
    }
  }

  private static String name(byte[] raw, int flags, Refusal refusal) {
    String ascii = new String(raw, StandardCharsets.US_ASCII);
    if (ascii.indexOf('\ufffd') < 0) {
      return ascii;
    }
    if ((flags & ZipFormat.FLAG_UTF8) == 0) {
      throw refusal.because(ascii, "has a name that is not said to be UTF-8");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException _) {
      throw refusal.because(ascii, "has a name that is not UTF-8");
    }
  }

  private static byte[] bytes(InputStream in, int length, Refusal refusal) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw refusal.because("has a central directory that is too short");
    }
    return bytes;
  }

  private static int u16(ByteBuffer in) {
    return Short.toUnsignedInt(in.getShort());
  }

  private static long u32(ByteBuffer in) {
    return Integer.toUnsignedLong(in.getInt());
  }
}
