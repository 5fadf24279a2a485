package org.asaman.verify;

/// Which of its two values a variation has in a rebuild.
enum Way {
  FIRST,
  SECOND
}
