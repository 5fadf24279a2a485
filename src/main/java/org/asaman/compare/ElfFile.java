package org.asaman.compare;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The sections of an ELF file, of 32 or 64 bits, of either byte order.
///
/// @param sections by name, a number added where there are several of a name
/// @param header the file header but for where its tables lie
/// @param segments the program headers
record ElfFile(Map<String, Section> sections, Piece header, Piece segments, ByteOrder order) {
  private static final int MOST_SECTIONS = 20_000;
  private static final int MOST_NAME = 200;
  private static final int NO_BITS = 8;
  private static final int COMPRESSED = 0x800;
  private static final int MOST_INFLATED = 64 << 20;

  /// One section.
  ///
  /// @param size in memory; the content may be none or, where it was packed, larger
  record Section(int type, long flags, long size, Piece content) {
    byte[] bytes() {
      return content.bytes();
    }

    boolean sameHeader(Section other) {
      return type == other.type && flags == other.flags;
    }
  }

  static boolean isOne(byte[] content) {
    return content.length > 16
        && content[0] == 0x7f
        && content[1] == 'E'
        && content[2] == 'L'
        && content[3] == 'F';
  }

  static ElfFile parse(byte[] content) throws Unreadable {
    boolean wide = content.length > 5 && content[4] == 2;
    if (!isOne(content) || (!wide && content[4] != 1) || (content[5] != 1 && content[5] != 2)) {
      throw new Unreadable("is no ELF file");
    }
    ByteOrder order = content[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    Cursor at = new Cursor(content, 16, order);
    byte[] machine = at.bytes(8);
    long _ = word(at, wide); // the entry
    long segmentsAt = word(at, wide);
    long sectionsAt = word(at, wide);
    byte[] flags = at.bytes(4);
    int _ = at.u16();
    int segmentSize = at.u16();
    int segmentCount = at.u16();
    int sectionSize = at.u16();
    long sectionCount = at.u16();
    long namesIndex = at.u16();
    if (sectionsAt == 0 || sectionSize != (wide ? 64 : 40)) {
      throw new Unreadable("has no sections");
    }
    List<Raw> raws = new ArrayList<>();
    Raw first = raw(content, sectionsAt, wide, order);
    sectionCount = sectionCount == 0 ? first.size() : sectionCount;
    namesIndex = namesIndex == 0xffff ? first.link() : namesIndex;
    if (sectionCount > MOST_SECTIONS || namesIndex >= sectionCount) {
      throw new Unreadable("has too many sections, or no names of them");
    }
    for (int i = 0; i < sectionCount; i++) {
      raws.add(raw(content, sectionsAt + (long) i * sectionSize, wide, order));
    }
    byte[] names = raws.get((int) namesIndex).content(content, order);
    byte[] segments =
        segmentCount == 0
            ? new byte[0]
            : new Cursor(content, offset(segmentsAt), order)
                .bytes((long) segmentSize * segmentCount);
    byte[] header = new byte[20];
    System.arraycopy(content, 4, header, 0, 8);
    System.arraycopy(machine, 0, header, 8, 8);
    System.arraycopy(flags, 0, header, 16, 4);
    return new ElfFile(
        sections(raws, names, content, wide, order), new Piece(header), new Piece(segments), order);
  }

  private static Map<String, Section> sections(
      List<Raw> raws, byte[] names, byte[] content, boolean wide, ByteOrder order)
      throws Unreadable {
    Map<String, Section> sections = new LinkedHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    long room = 2L * content.length + MOST_INFLATED;
    for (Raw raw : raws.subList(1, raws.size())) {
      String name = name(names, raw.name());
      int count = counts.merge(name, 1, Integer::sum);
      byte[] bytes = raw.content(content, order);
      if ((raw.flags() & COMPRESSED) != 0) {
        bytes = inflated(bytes, wide, order, room);
      }
      room -= bytes.length;
      if (room < 0) {
        throw new Unreadable("has sections that overlap");
      }
      sections.put(
          count == 1 ? name : name + "#" + count,
          new Section(raw.type(), raw.flags(), raw.size(), new Piece(bytes)));
    }
    return sections;
  }

  /// A section header.
  private record Raw(long name, int type, long flags, long offset, long size, long link) {
    byte[] content(byte[] file, ByteOrder order) throws Unreadable {
      return type == NO_BITS || type == 0
          ? new byte[0]
          : new Cursor(file, ElfFile.offset(offset), order).bytes(size);
    }
  }

  private static Raw raw(byte[] content, long at, boolean wide, ByteOrder order) throws Unreadable {
    Cursor in = new Cursor(content, offset(at), order);
    long name = in.u32();
    int type = in.i32();
    long flags = word(in, wide);
    long _ = word(in, wide); // the address
    long offset = word(in, wide);
    long size = word(in, wide);
    return new Raw(name, type, flags, offset, size, in.u32());
  }

  private static int offset(long offset) throws Unreadable {
    if (offset < 0 || offset > Integer.MAX_VALUE) {
      throw new Unreadable("points past its end");
    }
    return (int) offset;
  }

  private static long word(Cursor in, boolean wide) throws Unreadable {
    return wide ? in.i64() : in.u32();
  }

  private static String name(byte[] names, long at) throws Unreadable {
    if (at >= names.length) {
      throw new Unreadable("has a section without a name");
    }
    int start = (int) at;
    int end = start;
    while (end < names.length && end - start < MOST_NAME && names[end] != 0) {
      end++;
    }
    return new String(names, start, end - start, StandardCharsets.UTF_8);
  }

  /// The content of a packed section; the packed bytes if they are none of zlib's.
  private static byte[] inflated(byte[] packed, boolean wide, ByteOrder order, long room)
      throws Unreadable {
    Cursor in = new Cursor(packed, 0, order);
    int type = in.i32();
    if (wide) {
      int _ = in.i32();
    }
    long size = word(in, wide);
    long _ = word(in, wide);
    if (type != 1 || size < 0 || size > Math.min(MOST_INFLATED, room)) {
      return packed;
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed, in.at(), packed.length - in.at());
      byte[] content = new byte[(int) size];
      int filled = 0;
      while (filled < content.length) {
        int n = inflater.inflate(content, filled, content.length - filled);
        if (n == 0) {
          return packed;
        }
        filled += n;
      }
      return content;
    } catch (DataFormatException _) {
      return packed;
    } finally {
      inflater.end();
    }
  }
}
