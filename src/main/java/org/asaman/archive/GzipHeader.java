package org.asaman.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The header of a gzip file (RFC 1952): who packed it, when and how.
///
/// @param time seconds since 1970, 0 for none
/// @param level 2 for the best compression, 4 for the fastest, 0 else
/// @param system the operating system's number, such as 3 for Unix, 255 for none
/// @param name the file's former name, empty for none
public record GzipHeader(
    long time, int level, int system, int flags, String name, String comment, String extra) {
  private static final int TEXT_LIMIT = 1 << 16;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  /// Reads the header that a file begins with.
  ///
  /// @throws IOException if it is none, or is cut short
  public static GzipHeader read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(10);
    if (head.length < 10 || head[0] != 0x1f || (head[1] & 0xff) != 0x8b || head[2] != 8) {
      throw new IOException("malformed gzip header");
    }
    int flags = head[3] & 0xff;
    String extra = "";
    if ((flags & EXTRA) != 0) {
      int length = next(in) | next(in) << 8;
      byte[] bytes = in.readNBytes(length);
      extra = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 64));
    }
    return new GzipHeader(
        (head[4] & 0xffL)
            | (head[5] & 0xffL) << 8
            | (head[6] & 0xffL) << 16
            | (head[7] & 0xffL) << 24,
        head[8] & 0xff,
        head[9] & 0xff,
        flags,
        (flags & NAME) != 0 ? text(in) : "",
        (flags & COMMENT) != 0 ? text(in) : "",
        extra);
  }

  /// Unpacks one gzip stream that is the whole of the bytes, up to a limit.
  ///
  /// @throws IOException if it is damaged, or more than the limit comes out
  public static byte[] unpack(byte[] packed, int limit) throws IOException {
    try (InputStream in = new GzipInput(new ByteArrayInputStream(packed))) {
      byte[] unpacked = in.readNBytes(limit);
      if (in.read() >= 0) {
        throw new IOException("unpacks to more than " + limit + " bytes");
      }
      return unpacked;
    }
  }

  /// The parts of the header in words, always the same ones in the same order.
  public List<String> words() {
    List<String> words = new ArrayList<>();
    words.add("time " + time);
    words.add("level " + level);
    words.add("system " + system);
    words.add("name " + (name.isEmpty() ? "none" : name));
    words.add("comment " + (comment.isEmpty() ? "none" : comment));
    words.add("extra " + (extra.isEmpty() ? "none" : extra));
    words.add("flags " + flags);
    return words;
  }

  private static String text(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = next(in); b != 0; b = next(in)) {
      if (text.length() == TEXT_LIMIT) {
        throw new IOException("malformed gzip header");
      }
      text.append(new String(new byte[] {(byte) b}, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  private static int next(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new IOException("the gzip stream has no end");
    }
    return b;
  }
}
