package org.asaman.requirements;

import java.util.ArrayList;
import java.util.List;

/// Splits text into words as a POSIX shell does: quotes and backslashes, nothing else.
final class ShellWords {
  private final String text;
  private int position;

  private ShellWords(String text) {
    this.text = text;
  }

  static List<String> split(String text) {
    return new ShellWords(text).words();
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    while (skipSpaces()) {
      words.add(word());
    }
    return words;
  }

  private boolean skipSpaces() {
    while (position < text.length() && isSpace(text.charAt(position))) {
      position++;
    }
    return position < text.length();
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    while (position < text.length() && !isSpace(text.charAt(position))) {
      char c = text.charAt(position++);
      switch (c) {
        case '\\' -> word.append(next("nothing follows the last backslash"));
        case '\'', '"' -> quoted(c, word);
        default -> word.append(c);
      }
    }
    return word.toString();
  }

  private void quoted(char quote, StringBuilder word) {
    String unclosed = "a quotation is not closed";
    for (char c = next(unclosed); c != quote; c = next(unclosed)) {
      if (c == '\\' && quote == '"') {
        char escaped = next(unclosed);
        if (escaped != '"' && escaped != '\\') {
          word.append('\\');
        }
        word.append(escaped);
      } else {
        word.append(c);
      }
    }
  }

  private char next(String problem) {
    if (position == text.length()) {
      throw new IllegalArgumentException(problem);
    }
    return text.charAt(position++);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
