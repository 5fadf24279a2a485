package org.asaman.report;

import java.util.HashSet;
import java.util.Set;

/// Hands out names for places in a page, each once.
final class Anchors {
  private final Set<String> taken = new HashSet<>(Set.of("overview", "packages", "differences"));

  /// A name like the text, of plain letters, digits and `.-_` alone.
  String of(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9._-]", "_");
    String wanted = plain.substring(0, Math.min(plain.length(), 100));
    String name = wanted;
    for (int n = 2; !taken.add(name); n++) {
      name = wanted + "_" + n;
    }
    return name;
  }
}
