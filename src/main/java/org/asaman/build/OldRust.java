package org.asaman.build;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.asaman.requirements.Version;

/// Words that a build wants a newer Rust than there is.
final class OldRust {
  private static final Pattern HAS =
      Pattern.compile(
          "(?:rustc (?=[0-9.]+[^ ]* is not supported)|rustc version is |Cargo \\()"
              + "([0-9]{1,4}\\.[0-9]{1,6}(?:\\.[0-9]{1,6})?)");

  private static final Pattern NEEDS =
      Pattern.compile("requires rustc ([0-9]{1,4}\\.[0-9]{1,6}(?:\\.[0-9]{1,6})?)");

  /// The first release that reads the edition 2024 and version 4 of Cargo.lock.
  private static final String MODERN = "1.85";

  private OldRust() {}

  static String hint(List<String> log, SystemPackages system) {
    String needed = all(log, NEEDS).max(Comparator.comparing(Version::parse)).orElse(MODERN);
    Optional<String> has = all(log, HAS).reduce((_, last) -> last);
    return "it needs Rust "
        + needed
        + " or newer"
        + has.map(version -> ", and " + version + " is there").orElse("")
        + ": "
        + (system.isDebian()
            ? "where Debian's own is older, apt install rustc-web cargo-web has a newer one,"
                + " and rustup the newest"
            : "install a newer one, such as by rustup");
  }

  private static Stream<String> all(List<String> log, Pattern pattern) {
    return log.stream()
        .flatMap(line -> pattern.matcher(line).results())
        .map((MatchResult match) -> match.group(1));
  }
}
