package org.asaman.fetch;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.asaman.config.Config;
import org.asaman.config.PackageConfig;
import org.asaman.index.DistributionFile;
import org.asaman.index.FetchedSdist;
import org.asaman.index.PackageIndex;
import org.asaman.index.Sdist;
import org.asaman.index.SdistFinder;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.SpecifierSet;
import org.asaman.requirements.Target;
import org.asaman.requirements.Version;
import org.asaman.source.PkgInfo;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Brings what is wanted into the store: fetched from an index or taken from disk, checked, read.
public final class Sources {
  private final Store store;
  private final PackageIndex index;
  private final SdistFinder finder;
  private final SdistMemory memory;
  private final Unpacked unpacked;
  private final Predicate<ProjectName> prereleases;
  private final Version python;

  public Sources(
      Store store, PackageIndex index, Predicate<ProjectName> prereleases, Version python) {
    this.store = store;
    this.index = index;
    this.finder = new SdistFinder(index);
    this.memory = new SdistMemory(store);
    this.unpacked = new Unpacked(store, new ExtraSources(store, index));
    this.prereleases = prereleases;
    this.python = python;
  }

  public SourcePackage get(Wanted wanted) {
    return switch (wanted) {
      case Wanted.File(Path path) ->
          local(path, Optional.empty(), List.of(), Config.NONE, Map.of());
      case Wanted.Line line when line.known().isPresent() -> {
        RequirementLine read = line.line();
        DistributionFile file = line.known().get();
        yield known(
            read.target() instanceof Target.Url url ? file.at(url.uri()) : file,
            read.hashes(),
            read.target().name(),
            Optional.empty(),
            line.config(),
            read.configSettings());
      }
      case Wanted.Line line -> get(line.line(), line.config());
      case Wanted.ForBuild build when build.known().isPresent() ->
          known(
              build.known().get(),
              build.hashes(),
              Optional.of(build.release().name()),
              Optional.of(build.release().version()),
              build.config(),
              Map.of());
      case Wanted.ForBuild build ->
          fromIndex(
              build.release().name(),
              SpecifierSet.parse("==" + build.release().version()),
              build.hashes(),
              build.config(),
              Map.of());
    };
  }

  /// When a source was uploaded, as an index states it now or stated it once.
  public Optional<Instant> uploadTime(SourcePackage source) {
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

  private SourcePackage get(RequirementLine line, Config config) {
    Map<String, List<String>> settings = line.configSettings();
    return switch (line.target()) {
      case Target.Named(Requirement requirement) ->
          fromIndex(requirement.name(), requirement.specifier(), line.hashes(), config, settings);
      case Target.ArchivePath path ->
          local(path.path(), path.name(), line.hashes(), config, settings);
      case Target.Url url -> {
        Path folder = store.temporaryFolder("download");
        Path file = folder.resolve(fileName(url));
        List<Hash> _ = index.download(url.uri(), line.hashes(), file);
        yield read(
            stored(file, PackageIndex.publicUrl(url.uri())),
            url.name(),
            Optional.empty(),
            config,
            settings);
      }
    };
  }

  /// An sdist of which file and hash are known: no index is asked what there is.
  ///
  /// @param expected what the requirements say beside that
  private SourcePackage known(
      DistributionFile file,
      List<Hash> expected,
      Optional<ProjectName> name,
      Optional<Version> version,
      Config config,
      Map<String, List<String>> settings) {
    Digest digest =
        file.content()
            .map(content -> new Digest(content.sha256(), content.size()))
            .filter(store::has)
            .orElseGet(() -> download(file, name));
    Hashes.check(file.filename(), store.path(digest), expected);
    return read(
        new SourcePackage.SdistFile(
            file.filename(), digest, PackageIndex.publicUrl(file.url()), file.uploadTime()),
        name,
        version,
        config,
        settings);
  }

  private Digest download(DistributionFile file, Optional<ProjectName> name) {
    Path folder = store.temporaryFolder("download");
    try {
      Path target = folder.resolve("sdist");
      if (name.isPresent()) {
        index.downloadKnown(name.get(), file, target);
      } else {
        List<Hash> _ = index.download(file, file.hashes(), target);
      }
      return store.putFile(target);
    } finally {
      store.discard(folder);
    }
  }

  private SourcePackage fromIndex(
      ProjectName name,
      SpecifierSet versions,
      List<Hash> hashes,
      Config config,
      Map<String, List<String>> settings) {
    Optional<Version> pin = versions.pin();
    Optional<SourcePackage.SdistFile> remembered =
        pin.flatMap(version ->
            hashes.stream().flatMap(hash -> memory.find(name, version, hash).stream()).findFirst());
    if (remembered.isPresent()) {
      return read(remembered.get(), Optional.of(name), pin, config, settings);
    }
    Path folder = store.temporaryFolder("download");
    FetchedSdist fetched = fetch(name, versions, hashes, folder);
    Sdist sdist = fetched.sdist();
    SourcePackage.SdistFile file =
        new SourcePackage.SdistFile(
            String.valueOf(fetched.path().getFileName()),
            store.putFile(fetched.path()),
            PackageIndex.publicUrl(sdist.file().url()),
            sdist.file().uploadTime());
    store.discard(folder);
    memory.remember(name, sdist.name().version(), file);
    return read(file, Optional.of(name), Optional.of(sdist.name().version()), config, settings);
  }

  private FetchedSdist fetch(
      ProjectName name, SpecifierSet versions, List<Hash> hashes, Path folder) {
    Optional<Version> pin = versions.pin();
    return pin.isPresent()
        ? finder.fetch(finder.pinned(name, pin.get(), hashes), hashes, folder)
        : finder.fetch(
            finder.choose(name, versions, prereleases.test(name), python, hashes), hashes, folder);
  }

  private SourcePackage local(
      Path path,
      Optional<ProjectName> name,
      List<Hash> hashes,
      Config config,
      Map<String, List<String>> settings) {
    if (!Files.isRegularFile(path)) {
      throw new AsamanException(
          new Problem.BadFile(path.toString(), "is not a file", "name an sdist"));
    }
    SourcePackage.SdistFile file = stored(path, Optional.empty());
    Hashes.check(path.toString(), store.path(file.digest()), hashes);
    return read(file, name, Optional.empty(), config, settings);
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
      Config config,
      Map<String, List<String>> settings) {
    SourceFacts facts = unpacked.plain(file);
    PkgInfo info = identity(file, facts, name, version);
    PackageConfig own = config.of(info.name(), info.version()).withConfigSettings(settings);
    SourceFacts built = own.changesSource() ? unpacked.changed(file, own, config.file()) : facts;
    return new SourcePackage(
        info.name(), info.version(), file, built.tree(), built.buildSystem(), built.cargo(), own);
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
