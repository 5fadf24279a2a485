package org.asaman.generate;

import java.nio.file.Path;
import java.util.Comparator;
import org.asaman.requirements.Hash;

/// A wheel that was found to be what its name says.
public record VerifiedWheel(Path file, long size, Hash hash) implements Comparable<VerifiedWheel> {
  private static final Comparator<VerifiedWheel> ORDER =
      Comparator.comparing(VerifiedWheel::hash).thenComparing(VerifiedWheel::file);

  @Override
  public int compareTo(VerifiedWheel other) {
    return ORDER.compare(this, other);
  }
}
