package org.asaman.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Builds zip archives byte by byte, right or wrong as the test wants them.
final class ZipBuilder {
  private final List<Entry> entries = new ArrayList<>();
  private byte[] beforeDirectory = {};
  private byte[] beforeEnd = {};
  private byte[] comment = {};
  private Consumer<ByteBuffer> endPatch = _ -> {};

  static ZipBuilder zip() {
    return new ZipBuilder();
  }

  /// One entry; every part of it can be changed before the archive is built.
  static final class Entry {
    byte[] name;
    byte[] content;
    byte[] packed;
    int method = 8;
    int flags = 0;
    int attributes = 0100644 << 16;
    byte[] before = {};
    byte[] localExtra = {};
    byte[] centralExtra = {};
    byte[] centralComment = {};
    byte[] after = {};
    boolean hasLocal = true;
    boolean hasCentral = true;
    Consumer<ByteBuffer> localPatch = _ -> {};
    Consumer<ByteBuffer> centralPatch = _ -> {};

    Entry(String name, byte[] content) {
      this.name = name.getBytes(StandardCharsets.UTF_8);
      this.content = content;
      this.packed = deflate(content);
    }

    Entry stored() {
      method = 0;
      packed = content;
      return this;
    }

    Entry utf8() {
      flags |= 1 << 11;
      return this;
    }

    Entry mode(int mode) {
      attributes = mode << 16;
      return this;
    }

    Entry extra(byte[] extra) {
      localExtra = extra;
      centralExtra = extra;
      return this;
    }

    Entry local(Consumer<ByteBuffer> patch) {
      localPatch = patch;
      return this;
    }

    Entry central(Consumer<ByteBuffer> patch) {
      centralPatch = patch;
      return this;
    }

    Entry both(Consumer<ByteBuffer> local, Consumer<ByteBuffer> central) {
      return local(local).central(central);
    }

    /// Numbers only in a data descriptor after the content, with its signature.
    Entry described() {
      flags |= 8;
      localPatch = header -> header.putInt(14, 0).putInt(18, 0).putInt(22, 0);
      after =
          little(16)
              .putInt(0x08074b50)
              .putInt(crc())
              .putInt(packed.length)
              .putInt(content.length)
              .array();
      return this;
    }

    int crc() {
      CRC32 crc = new CRC32();
      crc.update(content);
      return (int) crc.getValue();
    }

    private void putCommon(ByteBuffer out, byte[] extra) {
      out.putShort((short) 20).putShort((short) flags).putShort((short) method);
      out.putShort((short) 0).putShort((short) 0x5a21);
      out.putInt(crc()).putInt(packed.length).putInt(content.length);
      out.putShort((short) name.length).putShort((short) extra.length);
    }

    private byte[] localHeader() {
      ByteBuffer out = little(30 + name.length + localExtra.length).putInt(0x04034b50);
      putCommon(out, localExtra);
      out.put(name).put(localExtra);
      localPatch.accept(out);
      return out.array();
    }

    private byte[] centralHeader(int offset) {
      ByteBuffer out =
          little(46 + name.length + centralExtra.length + centralComment.length)
              .putInt(0x02014b50)
              .putShort((short) (3 << 8 | 20));
      putCommon(out, centralExtra);
      out.putShort((short) centralComment.length).putShort((short) 0).putShort((short) 0);
      out.putInt(attributes).putInt(offset);
      out.put(name).put(centralExtra).put(centralComment);
      centralPatch.accept(out);
      return out.array();
    }
  }

  static Entry entry(String name) {
    return new Entry(name, "content, content, content".getBytes(StandardCharsets.UTF_8));
  }

  static Entry entry(String name, String content) {
    return new Entry(name, content.getBytes(StandardCharsets.UTF_8));
  }

  static Entry folder(String name) {
    return new Entry(name, new byte[0]).stored().mode(0040755);
  }

  static Entry symlink(String name, String target) {
    return entry(name, target).stored().mode(0120777);
  }

  ZipBuilder add(Entry... more) {
    entries.addAll(List.of(more));
    return this;
  }

  ZipBuilder file(String name) {
    return add(entry(name));
  }

  ZipBuilder beforeDirectory(byte[] bytes) {
    beforeDirectory = bytes;
    return this;
  }

  ZipBuilder beforeEnd(byte[] bytes) {
    beforeEnd = bytes;
    return this;
  }

  ZipBuilder comment(byte[] bytes) {
    comment = bytes;
    return this;
  }

  ZipBuilder end(Consumer<ByteBuffer> patch) {
    endPatch = patch;
    return this;
  }

  byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    int count = 0;
    for (Entry entry : entries) {
      out.writeBytes(entry.before);
      if (entry.hasCentral) {
        directory.writeBytes(entry.centralHeader(out.size()));
        count++;
      }
      if (entry.hasLocal) {
        out.writeBytes(entry.localHeader());
        out.writeBytes(entry.packed);
        out.writeBytes(entry.after);
      }
    }
    out.writeBytes(beforeDirectory);
    int offset = out.size();
    out.writeBytes(directory.toByteArray());
    out.writeBytes(beforeEnd);
    ByteBuffer end = little(22).putInt(0x06054b50).putInt(0);
    end.putShort((short) count).putShort((short) count);
    end.putInt(directory.size()).putInt(offset).putShort((short) comment.length);
    endPatch.accept(end);
    out.writeBytes(end.array());
    out.writeBytes(comment);
    return out.toByteArray();
  }

  /// An extra field.
  static byte[] extra(int kind, byte[] value) {
    return little(4 + value.length)
        .putShort((short) kind)
        .putShort((short) value.length)
        .put(value)
        .array();
  }

  static byte[] zip64(long... values) {
    ByteBuffer out = little(8 * values.length);
    for (long value : values) {
      out.putLong(value);
    }
    return extra(1, out.array());
  }

  static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }
}
