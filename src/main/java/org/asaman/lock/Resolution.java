package org.asaman.lock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asaman.requirements.ProjectName;

/// What came of asking uv.
sealed interface Resolution {

  /// It cannot be done as of that moment, or, as when no index answers, at any.
  record Refused(Refusal refusal, boolean atAnyTime) implements Resolution {}

  /// All that has to be installed.
  record Resolved(List<BuildPin> pins, SortedSet<ProjectName> undated) implements Resolution {
    private static final String PIN = "pin ";
    private static final String UNDATED = "undated ";

    public Resolved {
      pins = pins.stream().sorted().toList();
      undated = new TreeSet<>(undated);
    }

    /// Reads the requirements file that uv writes.
    static Resolved fromUv(String output, SortedSet<ProjectName> undated) {
      List<BuildPin> pins =
          output
              .replace("\\\n", " ")
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(BuildPin::parse)
              .toList();
      return new Resolved(pins, undated);
    }

    byte[] toBytes() {
      return Stream.concat(
              pins.stream().map(pin -> PIN + pin), undated.stream().map(name -> UNDATED + name))
          .collect(Collectors.joining("\n"))
          .getBytes(StandardCharsets.UTF_8);
    }

    /// What [#toBytes] wrote; empty if it was not, so that it is made anew.
    static Optional<Resolution> fromBytes(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      try {
        return Optional.of(
            new Resolved(
                after(PIN, text).map(BuildPin::parse).toList(),
                after(UNDATED, text)
                    .map(ProjectName::of)
                    .collect(Collectors.toCollection(TreeSet::new))));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }

    private static Stream<String> after(String word, String text) {
      return text.lines().filter(l -> l.startsWith(word)).map(l -> l.substring(word.length()));
    }
  }
}
