package org.asaman.build;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.asaman.crates.LockedCrates;
import org.asaman.fetch.Hashes;
import org.asaman.fetch.SourcePackage;
import org.asaman.fetch.Sources;
import org.asaman.fetch.Wanted;
import org.asaman.index.DistributionFile;
import org.asaman.index.PackageIndex;
import org.asaman.index.SdistName;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildRequirements;
import org.asaman.lock.BuildWheel;
import org.asaman.lock.IndexWheels;
import org.asaman.lockfile.LockedPackage;
import org.asaman.lockfile.LockedRequirement;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.Target;
import org.asaman.requirements.Version;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.asaman.wheel.WheelName;

/// Finds out what one package needs to be built, without building it, and which files that is.
final class Locker {
  private final Store store;
  private final Sources sources;
  private final WheelMaker maker;
  private final IndexWheels wheels;
  private final PackageIndex index;
  private final Map<Release, LockedRequirement> requirements = new ConcurrentHashMap<>();

  Locker(Store store, Sources sources, WheelMaker maker, IndexWheels wheels, PackageIndex index) {
    this.store = store;
    this.sources = sources;
    this.maker = maker;
    this.wheels = wheels;
    this.index = index;
  }

  /// The files of all build requirements that were found so far.
  Map<Release, LockedRequirement> requirements() {
    return requirements;
  }

  /// Asks the package's backend and locks what it needs.
  LockedPackage lock(Wanted wanted, SourcePackage source, Needs needs, Path folder)
      throws InterruptedException {
    Attempts.Attempt attempt = maker.ask(source, needs, wheels);
    BuildRequirements resolved = attempt.requirements();
    for (int i = 0; i < resolved.pins().size(); i++) {
      BuildPin pin = resolved.pins().get(i);
      BuildWheel wheel = attempt.wheels().get(i);
      if (!requirements.containsKey(pin.release())) {
        requirements.put(
            pin.release(),
            new LockedRequirement(pin.release(), files(pin, wheel), Optional.empty()));
      }
    }
    return new LockedPackage(
        source.release(),
        sdist(wanted, source, folder),
        !(wanted instanceof Wanted.ForBuild),
        resolved.asOf(),
        resolved.undated(),
        source.buildSystem().backend(),
        source.buildSystem().backendPath(),
        source.requires(),
        attempt.dynamic(),
        resolved.pins().stream().map(BuildPin::release).toList(),
        source.config().facts(),
        attempt
            .crates()
            .map(vendored -> PackageCrates.locked(vendored, store))
            .orElse(LockedCrates.NONE));
  }

  /// The sdist as a lock describes it: its address is public, or a path on this machine.
  private DistributionFile sdist(Wanted wanted, SourcePackage source, Path folder) {
    SourcePackage.SdistFile file = source.sdist();
    URI place =
        wanted instanceof Wanted.Line(RequirementLine line, var _, var _)
                && line.target() instanceof Target.ArchivePath path
            ? path.path().toAbsolutePath().normalize().toUri()
            : file.url().orElseGet(() -> folder.toAbsolutePath().resolve(file.fileName()).toUri());
    return new DistributionFile(
        file.fileName(),
        place,
        hashes(wanted, file.digest()),
        sources.uploadTime(source),
        OptionalLong.of(file.digest().size()),
        Optional.empty(),
        Optional.empty());
  }

  /// Its hash by every algorithm that the requirements use.
  private List<Hash> hashes(Wanted wanted, Digest sdist) {
    SortedSet<String> algorithms = new TreeSet<>(Set.of("sha256"));
    if (wanted instanceof Wanted.Line line) {
      line.line().hashes().forEach(hash -> algorithms.add(hash.algorithm()));
    }
    return Hashes.of(store.path(sdist), algorithms);
  }

  /// Every file of the version that an index states a hash of, and the one that was installed.
  private List<DistributionFile> files(BuildPin pin, BuildWheel installed) {
    List<DistributionFile> listed =
        index.project(pin.name()).stream()
            .flatMap(project -> project.files().stream())
            .filter(file -> isOf(pin.name(), pin.version(), file))
            .toList();
    List<DistributionFile> files = new ArrayList<>();
    for (DistributionFile file : listed) {
      if (file.filename().equals(installed.fileName())) {
        files.add(
            described(
                file,
                Stream.of(new Hash("sha256", installed.digest().hash())),
                installed.digest().size()));
      } else if (!file.hashes().isEmpty()) {
        files.add(described(file, Stream.of(), -1));
      }
    }
    return files.stream().distinct().toList();
  }

  private static DistributionFile described(DistributionFile file, Stream<Hash> more, long size) {
    return new DistributionFile(
        file.filename(),
        PackageIndex.place(file.url()),
        Stream.concat(file.hashes().stream(), more).distinct().sorted().toList(),
        file.uploadTime(),
        size < 0 ? file.size() : OptionalLong.of(size),
        Optional.empty(),
        Optional.empty());
  }

  private static boolean isOf(ProjectName name, Version version, DistributionFile file) {
    if (!file.isWheel()) {
      return SdistName.parse(file.filename(), name)
          .filter(sdist -> sdist.version().equals(version))
          .isPresent();
    }
    try {
      WheelName wheel = WheelName.parse(file.filename());
      return wheel.name().equals(name) && wheel.version().equals(version);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
