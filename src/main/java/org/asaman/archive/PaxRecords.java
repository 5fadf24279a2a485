package org.asaman.archive;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The records of a PAX extended header (POSIX.1-2001): `LENGTH KEYWORD=VALUE` and a line feed, the
/// length that of the whole record.
///
/// Malformed records are refused, never skipped. Of the values only the path, the link target and
/// the size are ever acted upon; others, such as a time, are told as they stand and cannot do harm.
final class PaxRecords {
  private static final int LENGTH_DIGITS = 7;
  private static final int TOLD_BYTES = 100;
  private static final String SPARSE = "GNU.sparse.";

  private final Map<String, String> values = new TreeMap<>();

  private PaxRecords() {}

  static PaxRecords parse(byte[] bytes, Refusal refusal) {
    PaxRecords records = new PaxRecords();
    int at = 0;
    while (at < bytes.length) {
      int space = at;
      int length = 0;
      while (space < bytes.length && space < at + LENGTH_DIGITS && isDigit(bytes[space])) {
        length = length * 10 + bytes[space++] - '0';
      }
      int end = at + length;
      boolean framed =
          space > at
              && space < end
              && end <= bytes.length
              && bytes[space] == ' '
              && bytes[end - 1] == '\n';
      if (!framed) {
        throw malformed(refusal);
      }
      records.add(bytes, space + 1, end - 1, refusal);
      at = end;
    }
    return records;
  }

  Optional<String> path() {
    return Optional.ofNullable(values.get("path"));
  }

  Optional<String> link() {
    return Optional.ofNullable(values.get("linkpath"));
  }

  /// The decimal digits of the size.
  Optional<String> size() {
    return Optional.ofNullable(values.get("size"));
  }

  /// The facts of a header with what these records say instead.
  TarFacts applyTo(TarFacts facts) {
    return new TarFacts(
            facts.mode(),
            values.getOrDefault("uid", facts.user()),
            values.getOrDefault("gid", facts.group()),
            values.getOrDefault("uname", facts.userName()),
            values.getOrDefault("gname", facts.groupName()),
            values.getOrDefault("mtime", facts.time()),
            facts.form())
        .inForm("pax " + String.join(" ", values.keySet()));
  }

  private void add(byte[] bytes, int start, int end, Refusal refusal) {
    int equals = start;
    while (equals < end && bytes[equals] != '=') {
      equals++;
    }
    if (equals == start || equals == end) {
      throw malformed(refusal);
    }
    String key = TarField.utf8(bytes, start, equals - start).orElseThrow(() -> malformed(refusal));
    if (key.startsWith(SPARSE) || key.equals("SCHILY.realsize")) {
      throw refusal.because("has a sparse file in it");
    }
    String value = value(key, bytes, equals + 1, end, refusal);
    if (values.put(key, value) != null) {
      throw refusal.because("has a PAX header with two values for " + key);
    }
  }

  /// Values of other keywords may be any bytes.
  private static String value(String key, byte[] bytes, int start, int end, Refusal refusal) {
    return switch (key) {
      case "path", "linkpath", "size" ->
          TarField.utf8(bytes, start, end - start)
              .filter(value -> !value.isEmpty() && value.indexOf('\0') < 0)
              .orElseThrow(() -> refusal.because("has a PAX header with a malformed " + key));
      case "mtime", "uid", "gid", "uname", "gname" ->
          new String(bytes, start, Math.min(end - start, TOLD_BYTES), StandardCharsets.UTF_8);
      default -> "";
    };
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static RuntimeException malformed(Refusal refusal) {
    return refusal.because("has a malformed PAX header");
  }
}
