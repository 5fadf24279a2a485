package org.asaman.requirements;

import java.util.List;
import java.util.Optional;

/// What a requirements file says on all of its requirements; the later line wins, as in pip.
///
/// @param indexUrl replaces the configured index; absent means the configured one
/// @param extraIndexUrls asked after it
/// @param findLinks folders, files and URLs; those found beside the file are absolute paths
/// @param binaries projects of `--no-binary` (first) and `--only-binary` (second)
/// @param releases projects of `--all-releases` or `--pre` (first) and `--only-final` (second)
public record GlobalOptions(
    Optional<String> indexUrl,
    List<String> extraIndexUrls,
    boolean noIndex,
    List<String> findLinks,
    ProjectChoice binaries,
    ProjectChoice releases,
    boolean preferBinary,
    boolean requireHashes,
    List<String> trustedHosts) {
  public static final GlobalOptions NONE =
      new GlobalOptions(
          Optional.empty(),
          List.of(),
          false,
          List.of(),
          ProjectChoice.NONE,
          ProjectChoice.NONE,
          false,
          false,
          List.of());

  public GlobalOptions {
    extraIndexUrls = List.copyOf(extraIndexUrls);
    findLinks = List.copyOf(findLinks);
    trustedHosts = List.copyOf(trustedHosts);
  }

  /// Whether pre-releases of the project may be picked though none was named.
  public boolean prereleases(ProjectName name) {
    return releases.first().contains(name.value())
        || (releases.first().contains(ProjectChoice.ALL)
            && !releases.second().contains(name.value()));
  }
}
