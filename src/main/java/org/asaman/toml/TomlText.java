package org.asaman.toml;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Values as TOML text.
public final class TomlText {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");

  private TomlText() {}

  /// A basic string on one line.
  public static String string(String value) {
    StringBuilder text = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            default -> {
              if (c < 0x20 || c == 0x7f) {
                text.append(String.format("\\u%04X", c));
              } else {
                text.appendCodePoint(c);
              }
            }
          }
        });
    return text.append('"').toString();
  }

  public static String key(String key) {
    return BARE.matcher(key).matches() ? key : string(key);
  }

  /// Strings on one line.
  public static String array(List<String> values) {
    return values.stream().map(TomlText::string).collect(Collectors.joining(", ", "[", "]"));
  }

  /// Elements that are TOML text already, each on a line of its own: adding one changes one line.
  public static String lines(List<String> elements) {
    return elements.isEmpty()
        ? "[]"
        : elements.stream()
            .map(e -> "    " + e + ",\n")
            .collect(Collectors.joining("", "[\n", "]"));
  }

  /// An inline table of values that are TOML text already, in the order of the map.
  public static String inline(Map<String, String> values) {
    return values.isEmpty()
        ? "{}"
        : values.entrySet().stream()
            .map(e -> key(e.getKey()) + " = " + e.getValue())
            .collect(Collectors.joining(", ", "{ ", " }"));
  }
}
