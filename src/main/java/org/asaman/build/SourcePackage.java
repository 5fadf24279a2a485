package org.asaman.build;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.Version;
import org.asaman.source.BuildSystem;
import org.asaman.store.Digest;

/// An sdist that was fetched, checked and read: all that a build needs to know of it.
///
/// @param tree the source as a directory of the store, without its top folder
/// @param configSettings what the requirements line hands to the backend; several values of one key
///   in their order
public record SourcePackage(
    ProjectName name,
    Version version,
    SdistFile sdist,
    Digest tree,
    BuildSystem buildSystem,
    Map<String, List<String>> configSettings) {

  public SourcePackage {
    configSettings = new TreeMap<>(configSettings);
  }

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

  public List<Requirement> requires() {
    return buildSystem.requires();
  }
}
