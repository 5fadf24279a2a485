package org.asaman.debian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The entries of apt's sources files that serve one suite, as they stand there with their options
/// and keys.
final class AptSources {
  /// Such as `deb [signed-by=FILE] URI SUITE COMPONENT...`.
  private static final Pattern LINE =
      Pattern.compile("deb\\s+(?:\\[[^]]*\\]\\s+)?(\\S+)\\s+(\\S+).*");

  private AptSources() {}

  /// Of a file in the form of paragraphs (`.sources`), those that name a target, with the suites of
  /// the targets only.
  static String paragraphs(String text, List<AptTarget> targets) {
    List<String> kept = new ArrayList<>();
    for (Map<String, String> stanza : Stanzas.parse(text)) {
      Set<String> suites = suites(stanza, targets);
      if (!suites.isEmpty()) {
        Map<String, String> fields = new LinkedHashMap<>(stanza);
        fields.put("Types", "deb");
        fields.put("Suites", String.join(" ", suites));
        kept.add(
            fields.entrySet().stream()
                .map(field -> field.getKey() + ": " + field.getValue() + "\n")
                .collect(Collectors.joining()));
      }
    }
    return String.join("\n", kept);
  }

  private static Set<String> suites(Map<String, String> stanza, List<AptTarget> targets) {
    boolean usable =
        words(stanza, "Types").contains("deb")
            && !stanza.getOrDefault("Enabled", "yes").matches("(?i)no|false|off|0|without|disable");
    return !usable
        ? Set.of()
        : targets.stream()
            .filter(target ->
                words(stanza, "URIs").stream().anyMatch(uri -> same(uri, target.uri()))
                    && words(stanza, "Suites").contains(target.release()))
            .map(AptTarget::release)
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<String> words(Map<String, String> stanza, String field) {
    return Arrays.asList(stanza.getOrDefault(field, "").strip().split("\\s+"));
  }

  /// Of a file in the form of lines (`.list`), those that name a target.
  static String lines(String text, List<AptTarget> targets) {
    return text.lines()
        .map(String::strip)
        .filter(line -> {
          var matcher = LINE.matcher(line);
          return matcher.matches()
              && targets.stream()
                  .anyMatch(target ->
                      same(matcher.group(1), target.uri())
                          && matcher.group(2).equals(target.release()));
        })
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static boolean same(String uri, String other) {
    return uri.replaceFirst("/+$", "").equals(other.replaceFirst("/+$", ""));
  }
}
