package org.asaman.build;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.asaman.archive.Limits;
import org.asaman.index.DistributionFile;
import org.asaman.index.FetchedSdist;
import org.asaman.index.PackageIndex;
import org.asaman.index.Sdist;
import org.asaman.index.SdistFinder;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.Target;
import org.asaman.requirements.Version;
import org.asaman.source.PkgInfo;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Brings what is wanted into the store: fetched from an index or taken from disk, checked, read.
final class Sources {
  private final Store store;
  private final PackageIndex index;
  private final SdistFinder finder;
  private final SdistMemory memory;
  private final Predicate<ProjectName> prereleases;
  private final Version python;

  Sources(Store store, PackageIndex index, Predicate<ProjectName> prereleases, Version python) {
    this.store = store;
    this.index = index;
    this.finder = new SdistFinder(index);
    this.memory = new SdistMemory(store);
    this.prereleases = prereleases;
    this.python = python;
  }

  SourcePackage get(Wanted wanted) {
    return switch (wanted) {
      case Wanted.File(Path path) -> local(path, Optional.empty(), List.of(), Map.of());
      case Wanted.Line(RequirementLine line) -> get(line);
    };
  }

  /// When a source was uploaded, as an index states it now or stated it once.
  Optional<Instant> uploadTime(SourcePackage source) {
    Digest digest = source.sdist().digest();
    return source
        .sdist()
        .uploadTime()
        .or(() -> memory.uploadTime(digest))
        .or(() -> askUploadTime(source));
  }

  /// Asks the index for an sdist that came from elsewhere, and remembers what it states.
  private Optional<Instant> askUploadTime(SourcePackage source) {
    Digest digest = source.sdist().digest();
    Hash hash = new Hash("sha256", digest.hash());
    Optional<DistributionFile> listed =
        index.project(source.name()).stream()
            .flatMap(project -> project.files().stream())
            .filter(file -> file.hashes().contains(hash) && file.uploadTime().isPresent())
            .findFirst();
    listed.ifPresent(file ->
        memory.remember(
            source.name(),
            source.version(),
            new SourcePackage.SdistFile(
                source.sdist().fileName(),
                digest,
                PackageIndex.publicUrl(file.url()),
                file.uploadTime())));
    return listed.flatMap(DistributionFile::uploadTime);
  }

  private SourcePackage get(RequirementLine line) {
    Map<String, List<String>> settings = line.configSettings();
    return switch (line.target()) {
      case Target.Named(Requirement requirement) -> fromIndex(requirement, line);
      case Target.ArchivePath path -> local(path.path(), path.name(), line.hashes(), settings);
      case Target.Url url -> {
        Path folder = store.temporaryFolder("download");
        Path file = folder.resolve(fileName(url));
        List<Hash> _ = index.download(url.uri(), line.hashes(), file);
        yield read(
            stored(file, PackageIndex.publicUrl(url.uri())),
            url.name(),
            Optional.empty(),
            settings);
      }
    };
  }

  private SourcePackage fromIndex(Requirement requirement, RequirementLine line) {
    Optional<Version> pin = requirement.specifier().pin();
    Optional<SourcePackage.SdistFile> remembered =
        pin.flatMap(version ->
            line.hashes().stream()
                .flatMap(hash -> memory.find(requirement.name(), version, hash).stream())
                .findFirst());
    if (remembered.isPresent()) {
      return read(remembered.get(), Optional.of(requirement.name()), pin, line.configSettings());
    }
    Path folder = store.temporaryFolder("download");
    FetchedSdist fetched = fetch(requirement, line, folder);
    Sdist sdist = fetched.sdist();
    SourcePackage.SdistFile file =
        new SourcePackage.SdistFile(
            String.valueOf(fetched.path().getFileName()),
            store.putFile(fetched.path()),
            PackageIndex.publicUrl(sdist.file().url()),
            sdist.file().uploadTime());
    store.discard(folder);
    memory.remember(requirement.name(), sdist.name().version(), file);
    return read(
        file,
        Optional.of(requirement.name()),
        Optional.of(sdist.name().version()),
        line.configSettings());
  }

  private FetchedSdist fetch(Requirement requirement, RequirementLine line, Path folder) {
    ProjectName name = requirement.name();
    Optional<Version> pin = requirement.specifier().pin();
    if (pin.isPresent()) {
      return finder.fetch(finder.pinned(name, pin.get(), line.hashes()), line.hashes(), folder);
    }
    Sdist chosen =
        finder.choose(name, requirement.specifier(), prereleases.test(name), python, line.hashes());
    return finder.fetch(chosen, line.hashes(), folder);
  }

  private SourcePackage local(
      Path path,
      Optional<ProjectName> name,
      List<Hash> hashes,
      Map<String, List<String>> settings) {
    if (!Files.isRegularFile(path)) {
      throw new AsamanException(
          new Problem.BadFile(path.toString(), "is not a file", "name an sdist"));
    }
    SourcePackage.SdistFile file = stored(path, Optional.empty());
    Hashes.check(path.toString(), store.path(file.digest()), hashes);
    return read(file, name, Optional.empty(), settings);
  }

  /// A copy in the store: what is checked and read from here on is what is built.
  private SourcePackage.SdistFile stored(Path path, Optional<URI> url) {
    return new SourcePackage.SdistFile(
        String.valueOf(path.getFileName()), store.putFile(path), url, Optional.empty());
  }

  private SourcePackage read(
      SourcePackage.SdistFile file,
      Optional<ProjectName> name,
      Optional<Version> version,
      Map<String, List<String>> settings) {
    SourceFacts facts = SourceFacts.remembered(file.digest(), store).orElseGet(() -> unpack(file));
    PkgInfo info = identity(file, facts, name, version);
    return new SourcePackage(
        info.name(), info.version(), file, facts.tree(), facts.buildSystem(), settings);
  }

  /// Reads the archive under its own name, which tells how it is packed.
  private SourceFacts unpack(SourcePackage.SdistFile file) {
    Path folder = store.temporaryFolder("sdist");
    Path archive = folder.resolve(file.fileName());
    try {
      Files.createSymbolicLink(archive, store.path(file.digest()));
      return SourceFacts.read(archive, file.digest(), store, Limits.DEFAULT);
    } catch (AsamanException e) {
      throw e.problem() instanceof Problem.BadArchive(String _, String member, String what)
          ? new AsamanException(new Problem.BadArchive(file.fileName(), member, what), e)
          : e;
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(archive.toString(), "cannot be written (" + Wording.why(e) + ")", ""),
          e);
    } finally {
      store.discard(folder);
    }
  }

  /// The name and version of an sdist; all that states them must agree.
  private static PkgInfo identity(
      SourcePackage.SdistFile file,
      SourceFacts facts,
      Optional<ProjectName> name,
      Optional<Version> version) {
    Optional<PkgInfo> info = facts.pkgInfo();
    PkgInfo stated =
        info.or(() -> name.flatMap(n -> version.map(v -> new PkgInfo(n, v))))
            .or(() -> ofFileName(file.fileName()))
            .orElseThrow(() ->
                new AsamanException(
                    new Problem.BadArchive(
                        file.fileName(), "", "neither a PKG-INFO nor its name says what it is")));
    boolean agrees =
        name.map(stated.name()::equals).orElse(true)
            && version.map(stated.version()::equals).orElse(true);
    if (!agrees) {
      String asked = name.map(Object::toString).orElse("") + version.map(v -> " " + v).orElse("");
      throw new AsamanException(
          new Problem.BadArchive(
              file.fileName(),
              "PKG-INFO",
              "says it is " + stated.name() + " " + stated.version() + ", not " + asked));
    }
    return stated;
  }

  /// `NAME-VERSION` at the first dash after which a version follows.
  private static Optional<PkgInfo> ofFileName(String fileName) {
    String stem = fileName.replaceAll("\\.(tar\\.gz|tgz|tar\\.bz2|tar\\.xz|zip)$", "");
    return IntStream.range(1, stem.length())
        .filter(i -> stem.charAt(i) == '-')
        .boxed()
        .flatMap(i ->
            Version.tryParse(stem.substring(i + 1)).stream()
                .flatMap(v -> named(stem.substring(0, i)).map(n -> new PkgInfo(n, v)).stream()))
        .findFirst();
  }

  private static Optional<ProjectName> named(String text) {
    try {
      return Optional.of(ProjectName.of(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// A name on disk that cannot lead anywhere else.
  private static String fileName(Target.Url url) {
    return url.fileName().replaceAll("[^A-Za-z0-9._+!-]", "_");
  }
}
