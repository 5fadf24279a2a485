package org.asaman.debian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Debian's control format: paragraphs of fields, apart by blank lines.
final class Stanzas {
  private Stanzas() {}

  /// The paragraphs with their fields in the order of the text; lines that go on are part of a
  /// value, comments are not.
  static List<Map<String, String>> parse(String text) {
    List<Map<String, String>> stanzas = new ArrayList<>();
    Map<String, String> stanza = new LinkedHashMap<>();
    String field = "";
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (line.isBlank()) {
        add(stanza, stanzas);
        stanza = new LinkedHashMap<>();
      } else if (line.startsWith(" ") || line.startsWith("\t")) {
        stanza.computeIfPresent(field, (_, value) -> value + "\n" + line);
      } else if (!line.startsWith("#") && colon > 0) {
        field = line.substring(0, colon);
        stanza.put(field, line.substring(colon + 1).strip());
      }
    }
    add(stanza, stanzas);
    return stanzas;
  }

  private static void add(Map<String, String> stanza, List<Map<String, String>> stanzas) {
    if (!stanza.isEmpty()) {
      stanzas.add(stanza);
    }
  }
}
