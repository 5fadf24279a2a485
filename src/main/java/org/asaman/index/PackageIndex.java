package org.asaman.index;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;

/// Where packages come from: folders and pages of links, and the simple repository API of indexes.
///
/// Nothing is touched, not even pip's configuration, before something is asked for. Safe for many
/// threads; each page is fetched once.
public final class PackageIndex {
  private final Lazy<IndexConfiguration> configuration;
  private final Lazy<Transport> transport;
  private final FindLinks findLinks;
  private final boolean noIndex;
  private final Optional<String> offline;
  private final ConcurrentMap<ProjectName, Lazy<Optional<Project>>> indexed =
      new ConcurrentHashMap<>();

  /// With a configuration that is already known.
  public PackageIndex(IndexConfiguration configuration, Map<String, String> environment) {
    this(configuration, environment, Backoff.DEFAULT);
  }

  /// With what the user said; the configuration, which must hold that too, is asked for when it is
  /// first needed: `() -> PipConfiguration.ask(python, environment, options)`.
  public PackageIndex(
      IndexOptions options,
      Supplier<IndexConfiguration> configuration,
      Map<String, String> environment) {
    this(
        options.findLinks(),
        options.noIndex(),
        configuration,
        environment,
        Backoff.DEFAULT,
        Optional.empty());
  }

  /// Nothing but what `where`, such as `in bundle.tar`, has already given: all else is not found.
  public static PackageIndex none(String where) {
    return new PackageIndex(
        List.of(),
        true,
        () -> {
          throw new AsamanException(new Problem.NotFound("what is needed", where, "make it anew"));
        },
        Map.of(),
        Backoff.DEFAULT,
        Optional.of(where));
  }

  PackageIndex(IndexConfiguration configuration, Map<String, String> environment, Backoff backoff) {
    this(
        configuration.findLinks(),
        configuration.noIndex(),
        () -> configuration,
        environment,
        backoff,
        Optional.empty());
  }

  private PackageIndex(
      List<URI> findLinks,
      boolean noIndex,
      Supplier<IndexConfiguration> configuration,
      Map<String, String> environment,
      Backoff backoff,
      Optional<String> offline) {
    this.offline = offline;
    this.configuration = new Lazy<>(configuration);
    this.transport =
        new Lazy<>(() -> new Transport(this.configuration.get(), environment, backoff));
    this.findLinks = new FindLinks(findLinks, transport);
    this.noIndex = noIndex;
  }

  /// Whatever is configured; asks pip if that was not done yet.
  public IndexConfiguration configuration() {
    return configuration.get();
  }

  /// The files of a project: those found by `--find-links`, then those of the first index that has
  /// it. No further index is asked: another's project of the same name is another project.
  public Optional<Project> project(ProjectName name) {
    List<DistributionFile> files = new ArrayList<>(linked(name));
    Optional<Project> project = indexed(name);
    project.ifPresent(found -> files.addAll(found.files()));
    return files.isEmpty() && project.isEmpty()
        ? Optional.empty()
        : Optional.of(new Project(name, project.map(Project::from).orElseGet(this::places), files));
  }

  /// Downloads to `target`, which appears only when all is right: one of the `expected` hashes (if
  /// there are any), the index's own, the size. Returns the file's hashes of every algorithm.
  public List<Hash> download(DistributionFile file, List<Hash> expected, Path target) {
    if (offline.isPresent()) {
      throw new AsamanException(
          new Problem.NotFound(
              file.filename(), offline.get(), "nothing is fetched from elsewhere: make it anew"));
    }
    try (Download download = new Download(file, target)) {
      transport.get().get(file.url(), download);
      return download.finish(expected);
    }
  }

  /// Downloads a file of which the hashes are known from elsewhere: from its address, or else from
  /// wherever it is listed now. All of the hashes must be right.
  public void downloadKnown(ProjectName project, DistributionFile file, Path target) {
    try {
      List<Hash> _ = download(file, file.hashes(), target);
    } catch (AsamanException e) {
      switch (e.problem()) {
        case Problem.IndexFailed _, Problem.NotFound _ -> {
          DistributionFile listed = listed(project, file.hashes()).orElseThrow(() -> nowhere(e));
          List<Hash> _ = download(file.at(listed.url()), file.hashes(), target);
        }
        default -> throw e;
      }
    }
  }

  private static AsamanException nowhere(AsamanException cause) {
    return cause.problem() instanceof Problem.NotFound(String what, String where, String _)
        ? new AsamanException(
            new Problem.NotFound(
                what,
                where + ", and nowhere else with its hash",
                "name a folder that has it with --find-links DIR, or lock anew"),
            cause)
        : cause;
  }

  /// A file that the index states one of these hashes for; none if it cannot be asked.
  private Optional<DistributionFile> listed(ProjectName project, List<Hash> hashes) {
    try {
      return project(project).stream()
          .flatMap(found -> found.files().stream())
          .filter(file -> file.hashes().stream().anyMatch(hashes::contains))
          .findFirst();
    } catch (AsamanException _) {
      return Optional.empty(); // what is wrong with the file's own address is told
    }
  }

  /// Downloads a file that no index lists, by its address.
  public List<Hash> download(URI url, List<Hash> expected, Path target) {
    return download(DistributionFile.of(url), expected, target);
  }

  /// An address as it may be told to anyone: without credentials or query; none of a file on this
  /// machine.
  public static Optional<URI> publicUrl(URI url) {
    return Urls.isFile(url) ? Optional.empty() : Optional.of(URI.create(Urls.shown(url)));
  }

  /// Where a file is, as a lock may tell it: its public address, or its plain path here.
  public static URI place(URI url) {
    return Urls.isFile(url) ? Urls.path(url).toUri() : URI.create(Urls.shown(url));
  }

  List<DistributionFile> linked(ProjectName name) {
    return findLinks.of(name);
  }

  Optional<Project> indexed(ProjectName name) {
    return noIndex
        ? Optional.empty()
        : indexed.computeIfAbsent(name, key -> new Lazy<>(() -> ask(key))).get();
  }

  /// Everywhere that is looked, for a message.
  String places() {
    List<String> places = new ArrayList<>(findLinks.shown());
    if (!noIndex) {
      configuration().indexes().forEach(index -> places.add(index.toString()));
    }
    if (offline.isPresent()) {
      return offline.get();
    }
    return places.isEmpty()
        ? "anywhere, as no index is to be used"
        : "in " + String.join(", ", places);
  }

  private Optional<Project> ask(ProjectName name) {
    for (Index index : configuration().indexes()) {
      URI page = Urls.withPath(index.url(), index.url().getRawPath() + name.value() + "/");
      Optional<List<DistributionFile>> files = transport.get().page(page);
      if (files.isPresent()) {
        return Optional.of(new Project(name, "in " + index, files.get()));
      }
    }
    return Optional.empty();
  }
}
