package org.asaman.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.asaman.store.Deletion;

/// A root and what stands beside it: `NAME.tar`, `NAME.debs` and `NAME.packages.json`.
record RootFiles(Path tar, Path debs, Path list) {

  static RootFiles of(Path tar) {
    String name = String.valueOf(tar.getFileName()).replaceFirst("\\.tar$", "");
    return new RootFiles(
        tar, tar.resolveSibling(name + ".debs"), tar.resolveSibling(name + ".packages.json"));
  }

  /// The list that belongs to a folder of package files.
  static Path listOf(Path debs) {
    Path folder = debs.toAbsolutePath().normalize();
    String name = String.valueOf(folder.getFileName()).replaceFirst("\\.debs$", "");
    return folder.resolveSibling(name + ".packages.json");
  }

  /// Puts a copy of a folder of package files in the place of those that were there.
  void keepDebs(Path pool) throws IOException {
    Path fresh = beside("new");
    Path old = beside("old");
    try {
      Files.createDirectory(fresh);
      for (Path file : LocalRepository.debs(pool)) {
        Files.copy(file, fresh.resolve(String.valueOf(file.getFileName())));
      }
      if (Files.exists(debs)) {
        Files.move(debs, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(fresh, debs, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Deletion.of(fresh);
      Deletion.of(old);
    }
  }

  private Path beside(String what) {
    return debs.toAbsolutePath()
        .resolveSibling("." + debs.getFileName() + "." + UUID.randomUUID() + "." + what);
  }
}
