package org.asaman.lockfile;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.asaman.index.DistributionFile;
import org.asaman.lock.AsOf;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildWheel;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;

/// All inputs of the builds of one requirements file.
///
/// @param fromSource whether every build requirement has a package of its own, to be built from its
///   sdist
/// @param packages by their release
/// @param requirements by their release
public record BuildLock(
    LockedInterpreter interpreter,
    boolean fromSource,
    SortedMap<Release, LockedPackage> packages,
    SortedMap<Release, LockedRequirement> requirements) {

  public BuildLock {
    packages = new TreeMap<>(packages);
    requirements = new TreeMap<>(requirements);
  }

  static BuildLock of(
      LockedInterpreter interpreter,
      boolean fromSource,
      Collection<LockedPackage> packages,
      Collection<LockedRequirement> requirements) {
    return new BuildLock(
        interpreter,
        fromSource,
        packages.stream()
            .collect(
                Collectors.toMap(
                    LockedPackage::release, Function.identity(), (a, _) -> a, TreeMap::new)),
        requirements.stream()
            .collect(
                Collectors.toMap(
                    LockedRequirement::release, Function.identity(), (a, _) -> a, TreeMap::new)));
  }

  public List<LockedPackage> requested() {
    return packages.values().stream().filter(LockedPackage::requested).toList();
  }

  public LockedRequirement requirement(Release release) {
    return Optional.ofNullable(requirements.get(release)).orElseThrow();
  }

  /// The projects that are taken as wheels in the chain, for this reason.
  public Set<ProjectName> binaries(BuildWheel.Origin why) {
    return requirements.values().stream()
        .filter(requirement -> requirement.binary().filter(why::equals).isPresent())
        .map(requirement -> requirement.release().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// What is installed to build a package.
  public List<BuildPin> pins(LockedPackage locked) {
    return locked.buildRequirements().stream()
        .map(release -> {
          boolean dated = !locked.undated().contains(release.name());
          return requirement(release).pin(locked.asOf().filter(_ -> dated).map(AsOf::instant));
        })
        .toList();
  }

  /// The files that may stand for a pin of this lock.
  public Optional<List<DistributionFile>> files(BuildPin pin) {
    return Optional.ofNullable(requirements.get(pin.release()))
        .map(requirement ->
            requirement.files().stream()
                .filter(file -> pin.hashes().containsAll(file.hashes()))
                .toList());
  }
}
