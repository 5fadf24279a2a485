package org.asaman.requirements;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The options that a line of a requirements file may have, and their spellings.
enum LineOption {
  INDEX_URL("-i --index-url --pypi-url"),
  EXTRA_INDEX_URL("--extra-index-url"),
  NO_INDEX(false, "--no-index"),
  CONSTRAINT("-c --constraint"),
  REQUIREMENT("-r --requirement"),
  EDITABLE("-e --editable"),
  FIND_LINKS("-f --find-links"),
  NO_BINARY("--no-binary"),
  ONLY_BINARY("--only-binary"),
  PREFER_BINARY(false, "--prefer-binary"),
  REQUIRE_HASHES(false, "--require-hashes"),
  NO_REQUIRE_HASHES(false, "--no-require-hashes"),
  PRE(false, "--pre"),
  ALL_RELEASES("--all-releases"),
  ONLY_FINAL("--only-final"),
  TRUSTED_HOST("--trusted-host"),
  USE_FEATURE("--use-feature"),
  HASH("--hash"),
  CONFIG_SETTINGS("-C --config-settings"),
  GLOBAL_OPTION("--global-option");

  /// One option of a line; `value` is empty if it takes none.
  record Use(LineOption option, String value) {}

  private final boolean takesValue;
  private final String spellings;

  LineOption(String spellings) {
    this(true, spellings);
  }

  LineOption(boolean takesValue, String spellings) {
    this.takesValue = takesValue;
    this.spellings = spellings;
  }

  private Stream<String> spellings() {
    return Arrays.stream(spellings.split(" "));
  }

  /// Whether the option belongs to the requirement on its line, not to the whole file.
  boolean isPerRequirement() {
    return switch (this) {
      case HASH, CONFIG_SETTINGS, GLOBAL_OPTION -> true;
      case INDEX_URL,
          EXTRA_INDEX_URL,
          NO_INDEX,
          CONSTRAINT,
          REQUIREMENT,
          EDITABLE,
          FIND_LINKS,
          NO_BINARY,
          ONLY_BINARY,
          PREFER_BINARY,
          REQUIRE_HASHES,
          NO_REQUIRE_HASHES,
          PRE,
          ALL_RELEASES,
          ONLY_FINAL,
          TRUSTED_HOST,
          USE_FEATURE ->
          false;
    };
  }

  @Override
  public String toString() {
    return spellings().filter(s -> s.startsWith("--")).findFirst().orElseThrow();
  }

  /// Reads words as Python's `optparse` does: values after `=`, after a space, or straight after a
  /// short option; long options may be cut short while they stay unique.
  ///
  /// Stricter than pip, which passes over words that belong to no option.
  static List<Use> parse(List<String> words) {
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("-") || word.length() < 2 || word.equals("--")) {
        throw new IllegalArgumentException(
            "'" + word + "' stands after the options and belongs to none");
      }
      boolean isLong = word.startsWith("--");
      int split = isLong ? word.indexOf('=') : Math.min(2, word.length());
      boolean joined = isLong ? split >= 0 : word.length() > 2;
      String spelling = joined ? word.substring(0, split) : word;
      LineOption option = isLong ? ofLong(spelling) : ofShort(spelling);
      if (!option.takesValue) {
        if (joined) {
          throw new IllegalArgumentException("'" + option + "' takes no value");
        }
        uses.add(new Use(option, ""));
      } else if (joined) {
        uses.add(new Use(option, word.substring(isLong ? split + 1 : split)));
      } else if (++i < words.size()) {
        uses.add(new Use(option, words.get(i)));
      } else {
        throw new IllegalArgumentException("'" + option + "' needs a value");
      }
    }
    return uses;
  }

  private static LineOption ofShort(String spelling) {
    return Arrays.stream(values())
        .filter(o -> o.spellings().anyMatch(spelling::equals))
        .findFirst()
        .orElseThrow(() -> unknown(spelling));
  }

  private static LineOption ofLong(String spelling) {
    List<String> fitting =
        Arrays.stream(values())
            .flatMap(LineOption::spellings)
            .filter(s -> s.startsWith(spelling))
            .toList();
    String full = fitting.contains(spelling) || fitting.isEmpty() ? spelling : fitting.getFirst();
    if (fitting.size() > 1 && !fitting.contains(spelling)) {
      throw new IllegalArgumentException(
          "'" + spelling + "' could be " + String.join(" or ", fitting));
    }
    return ofShort(full);
  }

  private static IllegalArgumentException unknown(String spelling) {
    return new IllegalArgumentException(
        "'" + spelling + "' is not an option that a requirements file may have");
  }
}
