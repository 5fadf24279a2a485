package org.asaman.requirements;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Python string literal's content, between its quotes.
final class PythonString {
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:(?<line>\r\n|\r|\n)|(?<octal>[0-7]{1,3})|x(?<x>[0-9a-fA-F]{2})|u(?<u>[0-9a-fA-F]{4})"
              + "|U(?<long>[0-9a-fA-F]{8})|N\\{(?<name>[^}]*)}|(?<one>.))",
          Pattern.DOTALL);

  private PythonString() {}

  /// The characters that the content stands for.
  ///
  /// @throws IllegalArgumentException if Python would not read it
  static String unescape(String content) {
    Matcher m = ESCAPE.matcher(content);
    String withoutEscapes = m.replaceAll("");
    if (withoutEscapes.indexOf('\\') >= 0
        || withoutEscapes.indexOf('\n') >= 0
        || withoutEscapes.indexOf('\r') >= 0
        || content.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("invalid quoted string '" + content + "'");
    }
    return m.reset().replaceAll(escape -> Matcher.quoteReplacement(meaning(escape)));
  }

  private static String meaning(MatchResult escape) {
    if (escape.group("line") != null) {
      return "";
    }
    if (escape.group("octal") != null) {
      return Character.toString(Integer.parseInt(escape.group("octal"), 8));
    }
    for (String group : new String[] {"x", "u", "long"}) {
      if (escape.group(group) != null) {
        return Character.toString(Integer.parseUnsignedInt(escape.group(group), 16));
      }
    }
    if (escape.group("name") != null) {
      return Character.toString(
          Character.codePointOf(escape.group("name").toUpperCase(Locale.ROOT)));
    }
    String one = escape.group("one");
    return switch (one) {
      case "\\", "'", "\"" -> one;
      case "a" -> "\u0007";
      case "b" -> "\b";
      case "f" -> "\f";
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      case "v" -> "\u000b";
      case "x", "u", "U", "N" ->
          throw new IllegalArgumentException(
              "'\\" + one + "' is not followed by a character's code");
      default -> "\\" + one;
    };
  }
}
