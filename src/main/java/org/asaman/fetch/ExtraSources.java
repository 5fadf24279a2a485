package org.asaman.fetch;

import java.nio.file.Path;
import java.util.List;
import org.asaman.config.ExtraSource;
import org.asaman.index.PackageIndex;
import org.asaman.requirements.Hash;
import org.asaman.store.Digest;
import org.asaman.store.KnownFiles;
import org.asaman.store.Store;

/// Brings extra sources into the store, each checked against its hashes.
public final class ExtraSources {
  private final Store store;
  private final PackageIndex index;
  private final KnownFiles known;

  public ExtraSources(Store store, PackageIndex index) {
    this.store = store;
    this.index = index;
    this.known = new KnownFiles(store);
  }

  public Digest get(ExtraSource source) {
    return source.hashes().stream()
        .filter(hash -> hash.algorithm().equals("sha256"))
        .flatMap(hash -> known.find(hash.hex()).stream())
        .findFirst()
        .orElseGet(() -> download(source));
  }

  private Digest download(ExtraSource source) {
    Path folder = store.temporaryFolder("extra");
    try {
      Path target = folder.resolve("file");
      List<Hash> _ = index.download(source.url(), source.hashes(), target);
      Digest digest = store.putFile(target);
      known.remember(digest);
      return digest;
    } finally {
      store.discard(folder);
    }
  }

  /// A name on disk that cannot lead anywhere else, and tells how an archive is packed.
  public static String fileName(ExtraSource source) {
    String path = String.valueOf(source.url().getPath());
    return path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._+!-]", "_");
  }
}
