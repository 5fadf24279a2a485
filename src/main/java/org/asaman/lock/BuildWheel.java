package org.asaman.lock;

import java.util.Comparator;
import java.util.Locale;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.store.Digest;

/// The wheel of one build requirement that is installed: a file of the store, and where it is from.
public record BuildWheel(
    ProjectName name, Version version, String fileName, Digest digest, Origin origin)
    implements Comparable<BuildWheel> {
  private static final Comparator<BuildWheel> ORDER =
      Comparator.comparing(BuildWheel::name).thenComparing(BuildWheel::fileName);

  /// Who made the wheel.
  public enum Origin {
    /// Whoever uploaded it to the index.
    INDEX,
    /// This program, from its locked sdist.
    SOURCE,
    /// As `INDEX`; taken only to break a cycle of packages that need each other to be built.
    SEED,
    /// As `INDEX`; the user allows it in a chain that is built from source otherwise.
    ALLOWED;

    /// As records spell it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public BuildWheel from(Origin other) {
    return new BuildWheel(name, version, fileName, digest, other);
  }

  @Override
  public int compareTo(BuildWheel other) {
    return ORDER.compare(this, other);
  }
}
