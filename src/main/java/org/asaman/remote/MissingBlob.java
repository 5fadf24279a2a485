package org.asaman.remote;

/// A server does not have, or no longer has, content that is needed.
final class MissingBlob extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingBlob(String which) {
    super(which);
  }
}
