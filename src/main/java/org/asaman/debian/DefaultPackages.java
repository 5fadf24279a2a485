package org.asaman.debian;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a root holds besides the essential packages if nobody says otherwise: what native Python
/// packages are built with.
final class DefaultPackages {
  /// Each with what stands for it where the suite has none: Debian 12 has a newer Rust beside its
  /// own.
  private static final List<List<String>> ALL =
      List.of(
          List.of("build-essential"),
          List.of("cargo-web", "cargo"),
          List.of("libffi-dev"),
          List.of("libjpeg-dev"),
          List.of("libpq-dev"),
          List.of("libssl-dev"),
          List.of("libxml2-dev"),
          List.of("libxslt1-dev"),
          List.of("libyaml-dev"),
          List.of("libzmq3-dev"),
          List.of("pkg-config"),
          List.of("python3"),
          List.of("python3-dev"),
          List.of("python3-pip"),
          List.of("python3-venv"),
          List.of("rustc-web", "rustc"),
          List.of("zlib1g-dev"));

  private DefaultPackages() {}

  /// All names that may be asked for.
  static List<String> candidates() {
    return ALL.stream().flatMap(List::stream).toList();
  }

  /// The names that the suite has, the first of each choice.
  static List<String> choose(Predicate<String> inSuite) {
    return ALL.stream()
        .map(choice -> choice.stream().filter(inSuite).findFirst())
        .flatMap(Optional::stream)
        .toList();
  }
}
