package org.asaman.lockfile;

import org.asaman.python.Interpreter;

/// The interpreter that a lock was made for, in the words of environment markers.
///
/// @param implementation such as `cpython`
/// @param version the full version, such as `3.11.7`
/// @param platform `sysconfig.get_platform()`, such as `linux-x86_64`
public record LockedInterpreter(String implementation, String version, String platform) {

  static LockedInterpreter of(Interpreter interpreter) {
    return new LockedInterpreter(
        interpreter.implementation(), interpreter.version(), interpreter.platform());
  }

  /// Whether what was resolved for this interpreter holds for the other: releases of one minor
  /// version differ in no marker that build requirements use.
  boolean fits(LockedInterpreter other) {
    return implementation.equals(other.implementation)
        && platform.equals(other.platform)
        && minor(version).equals(minor(other.version));
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  @Override
  public String toString() {
    return implementation + " " + version + " on " + platform;
  }
}
