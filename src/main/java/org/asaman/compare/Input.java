package org.asaman.compare;

import java.util.Locale;

/// What kind of input of a build differs.
public enum Input {
  /// The Python that builds.
  INTERPRETER,
  /// A compiler, the linker, libc or Rust.
  TOOLCHAIN,
  /// An installed development package.
  SYSTEM_PACKAGE,
  /// A wheel in the build environment.
  BUILD_REQUIREMENT,
  /// The sdist, settings of the package, or the fixed circumstances.
  SOURCE;

  /// The name as reports have it, such as `system-package`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
