package org.asaman.build;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Words what a build wanted to fetch, and how it gets that without a network.
final class Downloads {
  /// So many lines around the one that tells of the failure are looked at.
  private static final int NEAR = 20;

  private static final Pattern FETCHED =
      Pattern.compile(
          "(?:https?|git|ftp)://[^ '\"<>,;)\\]]+?(?:\\.tar\\.[a-z0-9]+|\\.tgz|\\.zip|\\.tar|\\.git|\\.whl|\\.crate)(?![A-Za-z0-9])");

  private static final Pattern FILE = Pattern.compile("for file: \\[(?:[^\\]]*/)?([^/\\]]+)\\]");

  private static final Pattern SUBPROJECT = Pattern.compile("Subproject ([^ ]+) is buildable: NO");

  private static final Pattern HOST =
      Pattern.compile("resolve host(?: address)?:? [‘'\"]?([A-Za-z0-9.-]+\\.[A-Za-z0-9-]+)");

  private Downloads() {}

  static String hint(Matcher match, List<String> log, int at) {
    Optional<String> address =
        match.groupCount() > 0 ? Optional.of(match.group(1)) : near(FETCHED, 0, log, at);
    String what =
        address
            .or(() -> near(FILE, 1, log, at).map(file -> "a file " + file))
            .or(() -> near(SUBPROJECT, 1, log, at).map(name -> "the subproject " + name))
            .or(() -> near(HOST, 1, log, at).map(host -> "something from " + host))
            .orElse("something");
    return "the build wants to fetch "
        + what
        + ", and has no network: name it in asaman.toml under sources, with its url and sha256,"
        + " and let the build find it there (docs/native.md says how)";
  }

  /// What the nearest line names that names any, the failure's own first.
  private static Optional<String> near(Pattern pattern, int group, List<String> log, int at) {
    return IntStream.rangeClosed(0, NEAR)
        .flatMap(distance -> IntStream.of(at - distance, at + distance))
        .filter(i -> i >= 0 && i < log.size())
        .mapToObj(i -> pattern.matcher(log.get(i)))
        .filter(Matcher::find)
        .map(found -> found.group(group))
        .findFirst();
  }
}
