package org.asaman.debian;

import java.util.List;
import java.util.Set;

/// A package index that the host's apt uses, as `apt-get indextargets` tells it.
///
/// @param file the sources file that names it
/// @param uri the repository's address
/// @param release the suite as the sources file calls it
/// @param names all that the suite is called: also its code name and its suite name, if apt has
///   fetched its index
/// @param origin who publishes it; empty if apt has not fetched its index yet
record AptTarget(String file, String uri, String release, Set<String> names, String origin) {

  AptTarget {
    names = Set.copyOf(names);
  }

  /// The indexes of binary packages in apt's answer.
  static List<AptTarget> parse(String answer) {
    return Stanzas.parse(answer).stream()
        .filter(stanza -> stanza.getOrDefault("Created-By", "").equals("Packages"))
        .filter(stanza -> stanza.getOrDefault("Target-Of", "").equals("deb"))
        .map(stanza -> {
          String release = stanza.getOrDefault("Release", "");
          return new AptTarget(
              stanza.getOrDefault("Sourcesentry", "").replaceFirst(":[0-9]+$", ""),
              stanza.getOrDefault("Repo-URI", ""),
              release,
              Set.copyOf(
                  List.of(
                          release,
                          stanza.getOrDefault("Codename", release),
                          stanza.getOrDefault("Suite", release))
                      .stream()
                      .distinct()
                      .toList()),
              stanza.getOrDefault("Origin", ""));
        })
        .distinct()
        .toList();
  }

  /// Whether this is the suite of the distribution or one that mends it.
  boolean serves(String distribution, String suite) {
    return (origin.isEmpty() || origin.equalsIgnoreCase(distribution))
        && List.of("", "-updates", "-security", "/updates").stream()
            .anyMatch(ending -> names.contains(suite + ending));
  }

  /// Whether this is the suite itself.
  boolean is(String suite) {
    return names.contains(suite);
  }
}
