package org.asaman.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Builds tar archives byte by byte, right or wrong as the test wants them.
final class TarBuilder {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static TarBuilder tar() {
    return new TarBuilder();
  }

  TarBuilder file(String name) {
    return file(name, "content");
  }

  TarBuilder file(String name, String content) {
    return member(name, '0', "", content, _ -> {});
  }

  TarBuilder file(String name, Consumer<byte[]> patch) {
    return member(name, '0', "", "content", patch);
  }

  TarBuilder folder(String name) {
    return member(name, '5', "", "", _ -> {});
  }

  TarBuilder symlink(String name, String target) {
    return member(name, '2', target, "", _ -> {});
  }

  TarBuilder hardLink(String name, String existing) {
    return member(name, '1', existing, "", _ -> {});
  }

  TarBuilder type(char type, String name) {
    return member(name, type, "", "", _ -> {});
  }

  /// A PAX header for the next member, of well-formed records.
  TarBuilder pax(String... keysAndValues) {
    return extension('x', records(keysAndValues));
  }

  TarBuilder extension(char type, byte[] content) {
    return member("extension", type, "", content, _ -> {});
  }

  TarBuilder extension(char type, String content) {
    return extension(type, content.getBytes(StandardCharsets.UTF_8));
  }

  TarBuilder member(String name, char type, String link, String content, Consumer<byte[]> patch) {
    return member(name, type, link, content.getBytes(StandardCharsets.UTF_8), patch);
  }

  /// A member whose header is changed by `patch` before its checksum is computed.
  TarBuilder member(String name, char type, String link, byte[] content, Consumer<byte[]> patch) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 108, "0001750\0");
    put(header, 116, "0001750\0");
    put(header, 124, String.format("%011o\0", content.length));
    put(header, 136, "14000000000\0");
    header[156] = (byte) type;
    put(header, 157, link);
    put(header, 257, "ustar\00000");
    patch.accept(header);
    out.writeBytes(withChecksum(header));
    out.writeBytes(content);
    return bytes(new byte[-content.length & (BLOCK - 1)]);
  }

  TarBuilder bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /// The archive with its two zero blocks at the end.
  byte[] end() {
    return bytes(new byte[2 * BLOCK]).unfinished();
  }

  byte[] unfinished() {
    return out.toByteArray();
  }

  static Consumer<byte[]> with(int offset, String bytes) {
    return header -> put(header, offset, bytes);
  }

  static Consumer<byte[]> with(int offset, int... bytes) {
    return header -> {
      for (int i = 0; i < bytes.length; i++) {
        header[offset + i] = (byte) bytes[i];
      }
    };
  }

  static byte[] records(String... keysAndValues) {
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String body = " " + keysAndValues[i] + "=" + keysAndValues[i + 1] + "\n";
      int size = body.getBytes(StandardCharsets.UTF_8).length;
      int length = size + 1;
      while (String.valueOf(length).length() + size != length) {
        length++;
      }
      records.append(length).append(body);
    }
    return records.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] withChecksum(byte[] header) {
    byte[] result = header.clone();
    Arrays.fill(result, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : result) {
      sum += b & 0xff;
    }
    put(result, 148, String.format("%06o\0 ", sum));
    return result;
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
