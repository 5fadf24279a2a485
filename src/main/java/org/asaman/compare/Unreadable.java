package org.asaman.compare;

/// Bytes that cannot be read as what they seemed to be; they are then compared as something
/// simpler.
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  Unreadable(String what) {
    super(what);
  }

  Unreadable(String what, Throwable cause) {
    super(what, cause);
  }
}
