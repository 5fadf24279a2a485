package org.asaman.compare;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One of two archives that are compared.
sealed interface Side extends AutoCloseable permits ZipSide, TarSide {
  /// Larger members are not looked into.
  int MOST_BYTES = 64 << 20;

  /// The members in the archive's order; paths are unique.
  List<Item> items();

  /// Is told which contents will be asked for, before the first one is.
  void prepare(Set<String> paths);

  /// The content of a file; empty if it is larger than [#MOST_BYTES].
  Optional<byte[]> read(String path);

  /// What the archive's own headers say, in words of which there are always as many.
  List<String> header();

  @Override
  void close();
}
