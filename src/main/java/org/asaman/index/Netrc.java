package org.asaman.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The user's netrc file: a login per machine. A file that cannot be read counts as none, as with
/// pip.
final class Netrc {
  private static final String DEFAULT = "";

  /// `user:password` by host name in lower case.
  private final Map<String, String> logins;

  private Netrc(Map<String, String> logins) {
    this.logins = logins;
  }

  /// The file that NETRC names, else `.netrc` or `_netrc` in HOME.
  static Netrc of(Map<String, String> environment) {
    String named = environment.getOrDefault("NETRC", "");
    String home = environment.getOrDefault("HOME", "");
    Stream<Path> paths =
        !named.isEmpty()
            ? Stream.of(Path.of(named))
            : home.isEmpty()
                ? Stream.empty()
                : Stream.of(Path.of(home, ".netrc"), Path.of(home, "_netrc"));
    return paths
        .filter(Files::isRegularFile)
        .findFirst()
        .flatMap(Netrc::read)
        .map(text -> new Netrc(logins(tokens(text))))
        .orElse(new Netrc(Map.of()));
  }

  /// The login for a host, or the file's default one.
  Optional<String> login(String host) {
    return Optional.ofNullable(logins.get(host.toLowerCase(Locale.ROOT)))
        .or(() -> Optional.ofNullable(logins.get(DEFAULT)));
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    boolean inMacro = false;
    for (String line : text.lines().filter(line -> !line.strip().startsWith("#")).toList()) {
      if (inMacro) {
        inMacro = !line.isBlank(); // a macro ends with an empty line
        continue;
      }
      for (String token : words(line)) {
        if (token.equals("macdef")) {
          inMacro = true;
          break;
        }
        tokens.add(token);
      }
    }
    return tokens;
  }

  /// The words of a line; a word may be quoted, and a backslash escapes.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      }
      boolean quoted = c == '"';
      StringBuilder word = new StringBuilder();
      at += quoted ? 1 : 0;
      while (at < line.length()
          && (quoted ? line.charAt(at) != '"' : !Character.isWhitespace(line.charAt(at)))) {
        if (line.charAt(at) == '\\' && at + 1 < line.length()) {
          at++;
        }
        word.append(line.charAt(at++));
      }
      at += quoted ? 1 : 0;
      words.add(word.toString());
    }
    return words;
  }

  private static Map<String, String> logins(List<String> tokens) {
    Map<String, String> logins = new HashMap<>();
    int at = 0;
    while (at < tokens.size()) {
      boolean isDefault = tokens.get(at).equals("default");
      boolean isMachine = tokens.get(at).equals("machine") && at + 1 < tokens.size();
      if (!isDefault && !isMachine) {
        at++;
        continue;
      }
      String host = isDefault ? DEFAULT : tokens.get(at + 1).toLowerCase(Locale.ROOT);
      at += isDefault ? 1 : 2;
      Map<String, String> fields = new HashMap<>();
      while (at + 1 < tokens.size() && isField(tokens.get(at))) {
        fields.put(tokens.get(at), tokens.get(at + 1));
        at += 2;
      }
      String user = fields.getOrDefault("login", fields.getOrDefault("user", ""));
      logins.putIfAbsent(host, user + ":" + fields.getOrDefault("password", ""));
    }
    return logins;
  }

  private static boolean isField(String token) {
    return switch (token) {
      case "login", "user", "account", "password" -> true;
      default -> false;
    };
  }
}
