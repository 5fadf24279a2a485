package org.asaman.build;

/// A rebuild with another clock did not end: it says nothing about the wheel.
public final class ClockHangs extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClockHangs() {
    super("a rebuild with another clock did not end");
  }
}
