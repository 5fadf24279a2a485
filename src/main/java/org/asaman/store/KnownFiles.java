package org.asaman.store;

import java.util.Optional;

/// The files of the store by their SHA-256 alone, where their size is not known.
public final class KnownFiles {
  private final Store store;

  public KnownFiles(Store store) {
    this.store = store;
  }

  public void remember(Digest file) {
    store.cache(key(file.hash()), file);
  }

  /// The file of this SHA-256, if it was remembered and is still there.
  public Optional<Digest> find(String sha256) {
    return store
        .cachedDigest(key(sha256))
        .filter(file -> file.hash().equals(sha256))
        .filter(store::has);
  }

  private static Digest key(String sha256) {
    return Digest.ofUtf8("file 1\n" + sha256);
  }
}
