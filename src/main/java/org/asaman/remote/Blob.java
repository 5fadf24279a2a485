package org.asaman.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Content that a server may need, with where it is to be had here.
record Blob(Digest digest, Content content) {
  /// Content up to this size is read at once.
  private static final int SMALL = 1 << 20;

  /// Where content comes from, each time it is asked for.
  interface Content {
    InputStream open() throws IOException;
  }

  static Blob of(byte[] bytes) {
    return new Blob(Digest.of(bytes), () -> new ByteArrayInputStream(bytes));
  }

  /// Content of the store; it is checked when it is read, which large content is twice for that.
  static Blob of(Digest digest, Store store) {
    return new Blob(
        digest,
        () ->
            digest.size() <= SMALL
                ? new ByteArrayInputStream(store.read(digest))
                : Files.newInputStream(store.path(digest)));
  }

  static Blob of(Digest digest, Path file) {
    return new Blob(digest, () -> Files.newInputStream(file));
  }

  byte[] read() throws IOException {
    try (InputStream in = content.open()) {
      return in.readAllBytes();
    }
  }
}
