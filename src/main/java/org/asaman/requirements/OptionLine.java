package org.asaman.requirements;

import java.util.List;

/// A line of a requirements file that holds options for all requirements.
///
/// @param text the line as written: the values of environment variables, which may be secret, are
///   not in it
public record OptionLine(Origin origin, String text, List<Option> options) {

  /// An option by its long name, `--find-links`, and its value with environment variables filled
  /// in; empty if it takes none.
  public record Option(String name, String value) {}

  public OptionLine {
    options = List.copyOf(options);
  }
}
