package org.asaman.source;

import java.util.Optional;
import org.asaman.requirements.HeaderBlock;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.store.Store;

/// What an sdist says of itself in its PKG-INFO: the project's name and version.
public record PkgInfo(ProjectName name, Version version) {
  private static final String PATH = "PKG-INFO";
  private static final long LIMIT = 16L << 20;

  /// Reads the tree's PKG-INFO, if it has one.
  ///
  /// @throws IllegalArgumentException when there is one that names no project or version
  public static Optional<PkgInfo> of(SourceTree tree, Store store) {
    return tree.file(PATH)
        .filter(digest -> digest.size() <= LIMIT)
        .map(digest -> HeaderBlock.parse(store.read(digest)))
        .map(block ->
            new PkgInfo(
                ProjectName.of(block.required("Name")), Version.parse(block.required("Version"))));
  }
}
