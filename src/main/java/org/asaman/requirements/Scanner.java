package org.asaman.requirements;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes tokens from the front of a PEP 508 text; a token is asked for by its pattern.
final class Scanner {
  private static final Pattern SPACES = Pattern.compile("[ \\t]+");

  private final String text;
  private int position;

  Scanner(String text) {
    this.text = text;
  }

  /// The token if it comes next, which is then behind us.
  Optional<String> take(Pattern token) {
    Matcher m = matcher(token);
    if (!m.lookingAt()) {
      return Optional.empty();
    }
    position = m.end();
    return Optional.of(m.group());
  }

  /// Whether the token comes next; takes it if so.
  boolean skip(Pattern token) {
    return take(token).isPresent();
  }

  boolean skip(char token) {
    boolean next = comes(token);
    if (next) {
      position++;
    }
    return next;
  }

  boolean comes(char token) {
    return position < text.length() && text.charAt(position) == token;
  }

  boolean skipSpaces() {
    return skip(SPACES);
  }

  boolean atEnd() {
    return position == text.length();
  }

  IllegalArgumentException expected(String what) {
    String rest = text.substring(position);
    return new IllegalArgumentException(
        "'"
            + text
            + "': expected "
            + what
            + (rest.isEmpty() ? " at the end" : " at '" + rest + "'"));
  }

  /// Word boundaries look at the text before the position too.
  private Matcher matcher(Pattern token) {
    return token
        .matcher(text)
        .region(position, text.length())
        .useTransparentBounds(true)
        .useAnchoringBounds(false);
  }
}
