package org.asaman.build;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines of a build's log that explain its failure, and what to do where the cause is a known
/// one.
record LogExplanation(List<String> lines, String hint) {
  private static final int LINES = 12;

  /// As much as is looked at: what a build prints must not make the patterns run for hours.
  private static final int TAIL = 1 << 20;

  private static final int WIDTH = 1000;

  /// Reads the explanation off the end of a log; terminal control sequences are dropped.
  ///
  /// @param system names what is to be installed where the build ran
  static LogExplanation of(String log, SystemPackages system) {
    List<String> all =
        log.substring(Math.max(0, log.length() - TAIL))
            .lines()
            .map(line -> line.substring(0, Math.min(line.length(), WIDTH)))
            .map(line -> line.replaceAll("\u001b\\[[0-9;?]*[ -/]*[@-~]", "").stripTrailing())
            .filter(line -> !line.isEmpty())
            .toList();
    Optional<Found> found =
        LogCause.ALL.stream()
            .flatMap(cause -> find(all, cause.line()).map(at -> at.with(cause)).stream())
            .findFirst();
    int last = all.size();
    int from =
        Math.max(0, found.map(f -> Math.min(f.place().at(), last - LINES)).orElse(last - LINES));
    return new LogExplanation(
        all.subList(from, Math.min(last, from + LINES)),
        found
            .map(f -> f.cause().advice().of(f.place().match(), all, f.place().at(), system))
            .orElse(""));
  }

  private record Place(Matcher match, int at) {
    Found with(LogCause cause) {
      return new Found(cause, this);
    }
  }

  private record Found(LogCause cause, Place place) {}

  /// The last line that matches, alone or with the one after it: some tools wrap what they say.
  private static Optional<Place> find(List<String> lines, Pattern pattern) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      String next = i + 1 < lines.size() ? " " + lines.get(i + 1).strip() : "";
      Matcher matcher = pattern.matcher(lines.get(i) + next);
      if (matcher.find()) {
        return Optional.of(new Place(matcher, i));
      }
    }
    return Optional.empty();
  }
}
