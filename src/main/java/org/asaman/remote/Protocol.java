package org.asaman.remote;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Optional;
import org.asaman.store.Digest;

/// Between this program's values and the messages of the protocol.
final class Protocol {
  private Protocol() {}

  static build.bazel.remote.execution.v2.Digest message(Digest digest) {
    return build.bazel.remote.execution.v2.Digest.newBuilder()
        .setHash(digest.hash())
        .setSizeBytes(digest.size())
        .build();
  }

  /// The digest that a server sent; empty if it is none.
  static Optional<Digest> digest(build.bazel.remote.execution.v2.Digest message) {
    try {
      return Optional.of(new Digest(message.getHash(), message.getSizeBytes()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static ByteString bytes(byte[] content) {
    return UnsafeByteOperations.unsafeWrap(content);
  }
}
