package org.asaman.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.SpecifierSet;
import org.asaman.requirements.Version;

/// The settings that count for a requirements file: those of single packages, and of the chain that
/// builds them.
///
/// @param file where they stand, for messages; empty where there are none
/// @param entries in the order of the file
/// @param seeds projects that may break a cycle of packages that need each other to be built
/// @param binaries projects that may be taken as wheels in a chain built from source
/// @param remote the server that builds or shares results, if one is named
public record Config(
    String file,
    List<Entry> entries,
    Set<ProjectName> seeds,
    Set<ProjectName> binaries,
    Optional<RemoteConfig> remote) {

  /// No settings.
  public static final Config NONE = new Config("", List.of(), Set.of(), Set.of(), Optional.empty());

  public Config {
    entries = List.copyOf(entries);
    seeds = new TreeSet<>(seeds);
    binaries = new TreeSet<>(binaries);
  }

  /// The settings of one table, and the versions of the project that they are for.
  public record Entry(ProjectName name, SpecifierSet versions, PackageConfig settings) {}

  /// All settings that count for this version of the project, later tables over earlier ones.
  public PackageConfig of(ProjectName name, Version version) {
    return entries.stream()
        .filter(e -> e.name().equals(name) && e.versions().contains(version, true))
        .map(Entry::settings)
        .reduce(PackageConfig.NONE, PackageConfig::with);
  }

  /// These settings with what the command line adds to them.
  public Config with(Set<ProjectName> moreSeeds, Set<ProjectName> moreBinaries) {
    Set<ProjectName> allSeeds = new TreeSet<>(seeds);
    allSeeds.addAll(moreSeeds);
    Set<ProjectName> allBinaries = new TreeSet<>(binaries);
    allBinaries.addAll(moreBinaries);
    return new Config(file, entries, allSeeds, allBinaries, remote);
  }
}
