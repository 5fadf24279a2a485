package org.asaman.verify;

import java.util.Locale;

/// Why a wheel came out different, as reports name it.
public enum Cause {
  TIME,
  PATH,
  HOME,
  USER,
  HOSTNAME,
  UMASK,
  LOCALE,
  TIMEZONE,
  HASH_SEED,
  FILE_ORDER,
  CPU_COUNT,
  JOBS,
  ENVIRONMENT,
  KERNEL,
  RANDOMNESS,
  /// Something of the machine that builds, which is no input.
  MACHINE,
  /// Another interpreter than the record's.
  INTERPRETER,
  /// Another compiler, linker, libc or Rust than the record's.
  TOOLCHAIN,
  /// Another installed development package than the record's.
  SYSTEM_PACKAGE,
  /// Another build requirement than the record's.
  BUILD_REQUIREMENT,
  /// Another sdist, or other settings of the package, than the record's.
  SOURCE;

  /// The name as reports have it, such as `hash-seed`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
