package org.asaman.build;

import java.util.List;
import org.asaman.fetch.SourcePackage;
import org.asaman.store.Digest;

/// A wheel that was made, with all that it was made of.
public final class Ready {
  private final SourcePackage source;
  private final WheelMaker.Made made;
  private final long began;

  /// @param began when work on the package began, by the system's clock of nanoseconds
  Ready(SourcePackage source, WheelMaker.Made made, long began) {
    this.source = source;
    this.made = made;
    this.began = began;
  }

  /// Name and version, as they are shown.
  public String subject() {
    return source.subject();
  }

  public String name() {
    return source.name().toString();
  }

  public String version() {
    return source.version().toString();
  }

  public String fileName() {
    return made.fileName();
  }

  /// The wheel as it is handed out: canonical, unless the backend's own was asked for.
  public Digest digest() {
    return made.digest();
  }

  /// The wheel as the backend wrote it.
  public Digest raw() {
    return made.raw();
  }

  /// What is odd about the wheel, but no reason to refuse it: sentences.
  public List<String> remarks() {
    return made.remarks();
  }

  /// Whether its build was remembered, by whomever, and not evaluated in this run.
  public boolean remembered() {
    return made.attempt().cached();
  }

  /// Whether Rust takes part in the build: something that calls its compiler is installed.
  public boolean usesRust() {
    return PackageCrates.callsCargo(made.attempt().wheels());
  }

  SourcePackage source() {
    return source;
  }

  WheelMaker.Made made() {
    return made;
  }

  long began() {
    return began;
  }
}
