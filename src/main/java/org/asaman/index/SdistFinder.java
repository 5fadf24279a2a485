package org.asaman.index;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.SpecifierSet;
import org.asaman.requirements.Version;

/// Finds the source distribution that is meant, and fetches it.
public final class SdistFinder {
  private static final Comparator<Sdist> BEST_FIRST =
      Comparator.comparingInt(sdist -> sdist.name().preference());

  private final PackageIndex index;

  public SdistFinder(PackageIndex index) {
    this.index = index;
  }

  /// The sdists of exactly this version that may have a listed hash, best first: one or more if the
  /// index states hashes of the kinds listed, else all of the version, which must be fetched to
  /// know. `--find-links` is looked at first, and no index is asked if that is enough.
  public List<Sdist> pinned(ProjectName project, Version version, List<Hash> hashes) {
    List<DistributionFile> linked = index.linked(project);
    List<Sdist> sure = matching(sdists(linked, project, version), hashes, Listed.YES);
    if (!sure.isEmpty()) {
      return sure;
    }
    Project found = required(project);
    List<Sdist> all = sdists(found.files(), project, version);
    List<Sdist> stated = matching(all, hashes, Listed.YES);
    List<Sdist> candidates = stated.isEmpty() ? matching(all, hashes, Listed.UNKNOWN) : stated;
    if (candidates.isEmpty()) {
      throw new AsamanException(WhyNoSdist.pinned(found, version, all, hashes));
    }
    return candidates;
  }

  /// The sdist that pip would choose: the newest version that the specifier and the interpreter
  /// allow; yanked ones only if pinned, prereleases only if asked for or if there is nothing else.
  public Sdist choose(
      ProjectName project,
      SpecifierSet specifier,
      boolean prereleases,
      Version python,
      List<Hash> hashes) {
    Project found = required(project);
    boolean pinned = specifier.pin().isPresent();
    List<Sdist> fitting =
        found.files().stream()
            .filter(file -> pinned || file.yanked().isEmpty())
            .filter(file -> file.requiresPython().map(text -> allows(text, python)).orElse(true))
            .flatMap(file -> Sdist.of(file, project).stream())
            .filter(sdist -> Listed.of(sdist.file(), hashes) != Listed.NO)
            .sorted(BEST_FIRST)
            .toList();
    List<Version> versions = fitting.stream().map(sdist -> sdist.name().version()).toList();
    Optional<Version> best =
        prereleases ? specifier.pick(versions, true) : specifier.pick(versions);
    return best.stream()
        .flatMap(version -> ofVersion(fitting, version))
        .findFirst()
        .orElseThrow(() -> new AsamanException(WhyNoSdist.chosen(found, specifier, fitting)));
  }

  /// Fetches the first of the candidates that has an expected hash. Its name on disk is made of
  /// project and version only.
  public FetchedSdist fetch(List<Sdist> candidates, List<Hash> expected, Path folder) {
    for (Sdist sdist : candidates.subList(0, candidates.size() - 1)) {
      try {
        return fetch(sdist, expected, folder);
      } catch (AsamanException e) {
        if (!(e.problem() instanceof Problem.HashMismatch)) {
          throw e;
        }
      }
    }
    return fetch(candidates.getLast(), expected, folder);
  }

  public FetchedSdist fetch(Sdist sdist, List<Hash> expected, Path folder) {
    SdistName name = sdist.name();
    Path target =
        folder.resolve(
            name.name().value().replace('-', '_') + "-" + name.version() + name.suffix());
    return new FetchedSdist(sdist, target, index.download(sdist.file(), expected, target));
  }

  private Project required(ProjectName project) {
    return index
        .project(project)
        .orElseThrow(() ->
            new AsamanException(
                new Problem.NotFound(
                    project.value(),
                    index.places(),
                    "check its name and which index is configured")));
  }

  private static List<Sdist> sdists(
      List<DistributionFile> files, ProjectName project, Version version) {
    Stream<Sdist> sdists = files.stream().flatMap(file -> Sdist.of(file, project).stream());
    return ofVersion(sdists.toList(), version).sorted(BEST_FIRST).toList();
  }

  private static Stream<Sdist> ofVersion(List<Sdist> sdists, Version version) {
    return sdists.stream().filter(sdist -> sdist.name().version().equals(version));
  }

  private static List<Sdist> matching(List<Sdist> sdists, List<Hash> hashes, Listed listed) {
    return sdists.stream().filter(sdist -> Listed.of(sdist.file(), hashes) == listed).toList();
  }

  /// What cannot be read forbids nothing, as with pip.
  private static boolean allows(String requiresPython, Version python) {
    try {
      return SpecifierSet.parse(requiresPython).contains(python, true);
    } catch (IllegalArgumentException _) {
      return true;
    }
  }
}
