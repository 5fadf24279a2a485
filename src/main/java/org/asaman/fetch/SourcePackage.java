package org.asaman.fetch;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.config.PackageConfig;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import org.asaman.requirements.Version;
import org.asaman.source.BuildSystem;
import org.asaman.source.CargoFiles;
import org.asaman.store.Digest;

/// An sdist that was fetched, checked and read: all that a build needs to know of it.
///
/// @param tree the source as a directory of the store, without its top folder, as the settings have
///   it
/// @param config what the user's settings and the requirements line change
public record SourcePackage(
    ProjectName name,
    Version version,
    SdistFile sdist,
    Digest tree,
    BuildSystem buildSystem,
    CargoFiles cargo,
    PackageConfig config) {

  /// An sdist in the store, and where it came from.
  ///
  /// @param url without credentials; of a file on disk, its name only
  /// @param uploadTime as the index states it
  public record SdistFile(
      String fileName, Digest digest, Optional<URI> url, Optional<Instant> uploadTime) {}

  /// The name and version as they are shown, and as the build path has them.
  public String subject() {
    return name + " " + version;
  }

  public Release release() {
    return new Release(name, version);
  }

  /// The build requirements that are known before the backend is asked, as they are written.
  public List<String> requires() {
    return Stream.concat(
            config.buildRequires().orElse(buildSystem.requires()).stream(),
            config.extraBuildRequires().stream())
        .toList();
  }

  /// Whether what the backend asks for counts.
  public boolean heedsBackend() {
    return config.buildRequires().isEmpty();
  }
}
