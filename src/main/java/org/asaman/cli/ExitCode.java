package org.asaman.cli;

/// How the program ends.
final class ExitCode {
  /// All is well.
  static final int OK = 0;

  /// Something was not built, not reproducible or not trusted.
  static final int FAILED = 1;

  /// Wrong usage or unreadable input.
  static final int USAGE = 2;

  /// A bug of this program.
  static final int BUG = 70;

  /// Ended by the user (SIGINT).
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
