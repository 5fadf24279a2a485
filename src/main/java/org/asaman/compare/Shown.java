package org.asaman.compare;

import java.util.HexFormat;
import java.util.List;
import org.asaman.problem.Printable;

/// Short printable forms of what archives hold.
///
/// @param left the form of what the left archive holds
/// @param right the form of what the right archive holds
record Shown(String left, String right) {
  /// The longest text of one side.
  static final int MOST_CHARS = 200;

  /// As much of a text is kept before the first difference.
  private static final int BEFORE = 60;

  private static final int MOST_HEX = 16;

  /// Two texts, cut so that the first difference can be seen.
  static Shown of(String left, String right) {
    int same = 0;
    int shorter = Math.min(left.length(), right.length());
    while (same < shorter && left.charAt(same) == right.charAt(same)) {
      same++;
    }
    boolean fits = Math.max(left.length(), right.length()) <= MOST_CHARS;
    int from = fits || same <= BEFORE ? 0 : same - BEFORE;
    return new Shown(text(left, from), text(right, from));
  }

  /// One text, printable and cut after [#MOST_CHARS].
  static String text(String text) {
    return text(text, 0);
  }

  /// Lines, each printable and cut.
  static List<String> lines(List<String> lines) {
    return lines.stream().map(Shown::text).toList();
  }

  private static String text(String text, int from) {
    String start = from > 0 ? "…" : "";
    int end = Math.min(text.length(), from + MOST_CHARS);
    String cut = Printable.of(text.substring(from, end).replace("\t", "\\t"));
    boolean whole = end == text.length() && cut.length() + start.length() <= MOST_CHARS;
    int room = MOST_CHARS - 1 - start.length();
    return start + (whole ? cut : cut.substring(0, Math.min(cut.length(), room)) + "…");
  }

  /// Two pieces of bytes in hex, from where they first differ.
  static Shown hex(byte[] left, byte[] right, int from) {
    return new Shown(hex(left, from), hex(right, from));
  }

  private static String hex(byte[] bytes, int from) {
    int end = Math.min(bytes.length, from + MOST_HEX);
    return from >= bytes.length
        ? "ends after " + bytes.length + " bytes"
        : HexFormat.ofDelimiter(" ").formatHex(bytes, from, end) + (end < bytes.length ? " …" : "");
  }

  /// A difference with these two texts.
  Difference at(String member, Difference.Kind kind, String place, List<String> lines) {
    return new Difference(member, kind, text(place), left, right, lines(lines));
  }

  /// A difference with these two texts and no more detail.
  Difference at(String member, Difference.Kind kind, String place) {
    return at(member, kind, place, List.of());
  }
}
