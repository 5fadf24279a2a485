package org.asaman.build;

import java.util.Optional;

/// What is done to a platform wheel after its build.
///
/// @param platform the platform tag it gets, with the libraries that it needs of the system put
///   into it: [#AUTO] or one such as `manylinux_2_28`; empty if it stays as it was built
/// @param strip whether its machine code is stripped
public record Repair(Optional<String> platform, boolean strip) {
  /// Asks for the tag that the most systems know.
  public static final String AUTO = "auto";

  /// The wheel stays as it was built.
  public static final Repair NONE = new Repair(Optional.empty(), false);

  public boolean isNone() {
    return equals(NONE);
  }
}
