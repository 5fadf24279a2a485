package org.asaman.compare;

import org.asaman.store.Digest;

/// One member of an archive, with all that its headers say of it in words that can be held against
/// another's.
///
/// @param digest of the content; of a link, of its target
/// @param target of a link, else empty
/// @param flags what the headers carry that no reader needs
/// @param packing how the content is packed, empty in a tar archive
record Item(
    String path,
    Type type,
    Digest digest,
    boolean executable,
    String target,
    String time,
    String mode,
    String owner,
    String flags,
    String packing) {

  enum Type {
    FILE,
    FOLDER,
    LINK;

    @Override
    public String toString() {
      return switch (this) {
        case FILE -> "a file";
        case FOLDER -> "a folder";
        case LINK -> "a link";
      };
    }
  }

  boolean folder() {
    return type == Type.FOLDER;
  }

  /// Whether both hold the same: type, content and whether it can be run.
  boolean sameAs(Item other) {
    return type == other.type && digest.equals(other.digest) && executable == other.executable;
  }
}
