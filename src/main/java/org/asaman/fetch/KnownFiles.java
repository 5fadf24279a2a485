package org.asaman.fetch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.asaman.requirements.Hash;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// The files of the store by their SHA-256 alone, where their size is not known.
public final class KnownFiles {
  private final Store store;

  public KnownFiles(Store store) {
    this.store = store;
  }

  public void remember(Digest file) {
    store.cache(key(file.hash()), file.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// The file that has one of the hashes, if it was remembered and is still there.
  Optional<Digest> find(List<Hash> hashes) {
    return hashes.stream()
        .filter(hash -> hash.algorithm().equals("sha256"))
        .flatMap(hash -> store.cached(key(hash.hex())).stream())
        .flatMap(value -> Digest.tryParse(new String(value, StandardCharsets.UTF_8)).stream())
        .filter(store::has)
        .findFirst();
  }

  private static Digest key(String sha256) {
    return Digest.ofUtf8("file 1\n" + sha256);
  }
}
