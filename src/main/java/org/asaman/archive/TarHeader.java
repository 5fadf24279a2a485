package org.asaman.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/// One 512-byte tar header (POSIX.1-1988 ustar, GNU, or the older v7 form).
///
/// @param old whether it is a v7 header, in which a folder shows only by its name's last slash
record TarHeader(
    String name, String link, char type, long size, long mode, boolean old, TarFacts facts) {
  static final int BLOCK = 512;

  private static final int CHECKSUM = 148;
  private static final int MAGIC = 257;
  private static final byte[] USTAR = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GNU = "ustar  \0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] V7 = new byte[8];

  static TarHeader parse(byte[] block, Refusal refusal) {
    if (!hasValidChecksum(block)) {
      throw refusal.because("has a tar header with a wrong checksum, or bytes between members");
    }
    byte[] magic = Arrays.copyOfRange(block, MAGIC, MAGIC + 8);
    boolean ustar = Arrays.equals(magic, USTAR);
    boolean old = Arrays.equals(magic, V7);
    if (!ustar && !old && !Arrays.equals(magic, GNU)) {
      throw refusal.because("has a tar header of an unknown form");
    }
    String name = text(block, 0, 100, "name", refusal);
    String prefix = ustar ? text(block, 345, 155, "name", refusal) : "";
    String path = prefix.isEmpty() ? name : prefix + "/" + name;
    long mode = number(block, 100, 8, path, "mode", refusal);
    TarFacts facts =
        new TarFacts(
            mode,
            String.valueOf(number(block, 108, 8, path, "user", refusal)),
            String.valueOf(number(block, 116, 8, path, "group", refusal)),
            old ? "" : loose(block, 265, 32),
            old ? "" : loose(block, 297, 32),
            time(block, path, refusal),
            ustar ? "ustar" : old ? "v7" : "gnu");
    number(block, 329, 8, path, "device", refusal);
    number(block, 337, 8, path, "device", refusal);
    return new TarHeader(
        path,
        text(block, 157, 100, "link target", refusal),
        (char) (block[156] & 0xff),
        number(block, 124, 12, path, "size", refusal),
        mode,
        old,
        facts);
  }

  /// Whether some reader would take the bytes for the start of a tar archive.
  static boolean looksLikeOne(byte[] start) {
    return start.length >= BLOCK && hasValidChecksum(start);
  }

  boolean executable() {
    return (mode & 0111) != 0;
  }

  /// Seconds since 1970; times before that may be malformed, as readers do not mind.
  private static String time(byte[] block, String path, Refusal refusal) {
    return block[136] == TarField.NEGATIVE
        ? "before 1970"
        : String.valueOf(number(block, 136, 12, path, "time", refusal));
  }

  /// Text up to the first NUL that is told, and nothing else made of it.
  private static String loose(byte[] block, int offset, int length) {
    String text = new String(block, offset, length, StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private static boolean hasValidChecksum(byte[] block) {
    long sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? 0 : block[i] & 0xff;
    }
    return TarField.number(block, CHECKSUM, 8).equals(OptionalLong.of(sum));
  }

  private static String text(byte[] block, int offset, int length, String what, Refusal refusal) {
    return TarField.text(block, offset, length)
        .orElseThrow(() ->
            refusal.because(
                new String(block, offset, length, StandardCharsets.US_ASCII)
                    .replaceAll("\\x00+$", ""),
                "has a " + what + " that is not UTF-8, or with bytes after its NUL"));
  }

  private static long number(
      byte[] block, int offset, int length, String member, String what, Refusal refusal) {
    return TarField.number(block, offset, length)
        .orElseThrow(() -> refusal.because(member, "has a malformed or negative " + what));
  }
}
