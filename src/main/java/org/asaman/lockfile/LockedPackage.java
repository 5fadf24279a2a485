package org.asaman.lockfile;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.asaman.crates.LockedCrates;
import org.asaman.index.DistributionFile;
import org.asaman.lock.AsOf;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;

/// A package that is built from its sdist, with all that its build needs.
///
/// @param sdist with its SHA-256 and size
/// @param requested whether the requirements name it; otherwise it is needed to build others
/// @param asOf the moment its build requirements were resolved as of; empty if there was nothing to
///   resolve
/// @param undated projects that no upload times are known of
/// @param requires the build requirements that its source and its settings state, as written
/// @param dynamicRequires what its backend asked for beside these, as it worded it
/// @param buildRequirements all that its environment holds, each among the lock's requirements
/// @param settings the lines of its settings ([org.asaman.config.PackageConfig#facts])
/// @param crates that Cargo gets; none for a package without Rust
public record LockedPackage(
    Release release,
    DistributionFile sdist,
    boolean requested,
    Optional<AsOf> asOf,
    SortedSet<ProjectName> undated,
    String backend,
    List<String> backendPath,
    List<String> requires,
    List<String> dynamicRequires,
    List<Release> buildRequirements,
    List<String> settings,
    LockedCrates crates) {

  public LockedPackage {
    undated = new TreeSet<>(undated);
    backendPath = List.copyOf(backendPath);
    requires = List.copyOf(requires);
    dynamicRequires = dynamicRequires.stream().sorted().toList();
    buildRequirements = buildRequirements.stream().sorted().toList();
    settings = List.copyOf(settings);
  }

  public LockedPackage withRequested(boolean now) {
    return new LockedPackage(
        release,
        sdist,
        now,
        asOf,
        undated,
        backend,
        backendPath,
        requires,
        dynamicRequires,
        buildRequirements,
        settings,
        crates);
  }

  boolean needsAnyOf(Collection<ProjectName> names) {
    return names.contains(release.name())
        || buildRequirements.stream().map(Release::name).anyMatch(names::contains);
  }
}
