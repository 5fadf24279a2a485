package org.asaman.requirements;

import java.util.ArrayList;
import java.util.List;

/// What Python's `str` takes for white space and for the end of a line, which is more than Java
/// does.
final class PythonText {
  /// The inside of a regular expression's character class: `\s` of Python's `re` for text.
  static final String SPACE =
      "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

  private PythonText() {}

  /// `str.strip()`.
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /// `str.strip(unwanted)` for a single character.
  static String strip(String text, char unwanted) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == unwanted) {
      start++;
    }
    while (end > start && text.charAt(end - 1) == unwanted) {
      end--;
    }
    return text.substring(start, end);
  }

  /// `str.splitlines()`: form feeds and Unicode's separators end a line too.
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (endsLine(text.charAt(i))) {
        lines.add(text.substring(start, i));
        if (text.startsWith("\r\n", i)) {
          i++;
        }
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r')
        || (c >= 0x1c && c <= ' ')
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  private static boolean endsLine(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }
}
