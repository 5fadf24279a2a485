package org.asaman.debian;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.asaman.archive.CanonicalTar;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.WholeFile;

/// Makes root file systems: from the host's apt, or from the package files of an earlier one.
///
/// Both come together in a local repository of exactly the packages that go in, so that the second
/// way gives what the first one gave.
public final class RootMaker {
  private static final String PACKAGES = "packages";

  private final Tools tools;
  private final Map<String, String> environment;
  private final Listener listener;

  public RootMaker(Map<String, String> environment, Listener listener) {
    this.tools = new Tools(environment);
    this.environment = environment;
    this.listener = listener;
  }

  /// Makes a root of packages that the host's apt fetches, and keeps their files beside it.
  ///
  /// @param epoch the time of all members, in seconds since 1970
  public MadeRoot fromApt(RootRequest request, Path output, long epoch) {
    listener.on(new Event.Planned(2));
    try (WorkFolder work = WorkFolder.open(environment)) {
      Installation installation = new Installation(tools, work, epoch);
      installation.check();
      String architecture = architecture(work);
      RootFiles files = writable(output);
      LocalRepository repository =
          new LocalRepository(tools, work.resolve("repository"), request.suite(), architecture);
      List<KeptPackage> packages =
          repository.index(repository.add(fetch(request, work, architecture)));
      listener.on(new Event.Finished(PACKAGES, Event.Outcome.FETCHED, amount(packages)));
      Digest root = make(request, installation, repository, packages, files, epoch);
      files.keepDebs(repository.pool());
      write(files, request, architecture, epoch, root, packages);
      finished(request, files);
      return new MadeRoot(root, packages.size(), Optional.empty());
    } catch (IOException e) {
      throw failed(output, e);
    }
  }

  /// Makes a root of package files that were kept; each must be what their list says.
  ///
  /// @param epoch as in [#fromApt]; that of the earlier root if there is none
  public MadeRoot fromKept(RootRequest request, Path debs, Path output, OptionalLong epoch) {
    listener.on(new Event.Planned(1));
    KeptDebs kept = KeptDebs.open(debs);
    long seconds = epoch.orElse(kept.list().epoch());
    try (WorkFolder work = WorkFolder.open(environment)) {
      Installation installation = new Installation(tools, work, seconds);
      installation.check();
      String architecture = architecture(work);
      kept.checkFor(request, architecture);
      RootFiles files = writable(output);
      LocalRepository repository =
          new LocalRepository(tools, work.resolve("repository"), request.suite(), architecture);
      listener.on(new Event.Phase(PACKAGES, "check"));
      SortedMap<String, Digest> added = repository.add(kept.files());
      kept.checkFiles(added);
      List<KeptPackage> packages = repository.index(added);
      kept.checkNames(packages);
      listener.on(new Event.Waiting(PACKAGES));
      listener.on(new Event.Note(amount(packages) + ", all as they were listed"));
      Digest root = make(request, installation, repository, packages, files, seconds);
      write(files, request, architecture, seconds, root, packages);
      finished(request, files);
      Optional<Digest> listed = Optional.of(kept.list().root());
      return new MadeRoot(
          root, packages.size(), listed.filter(_ -> seconds == kept.list().epoch()));
    } catch (IOException e) {
      throw failed(output, e);
    }
  }

  private String architecture(WorkFolder work) {
    return tools
        .run("dpkg", List.of("dpkg", "--print-architecture"), Map.of(), work.path())
        .strip();
  }

  /// Finds out early what would be a pity to find out late.
  private static RootFiles writable(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(output)) {
      throw new AsamanException(
          new Problem.BadFile(
              output.toString(), "is no name of a file in a folder", "name a file with -o"));
    }
    return RootFiles.of(output);
  }

  private List<Path> fetch(RootRequest request, WorkFolder work, String architecture)
      throws IOException {
    Path folder = Files.createDirectory(work.resolve("apt"));
    HostApt apt = new HostApt(tools, folder, architecture);
    listener.on(new Event.Phase(PACKAGES, "index"));
    apt.update(request);
    listener.on(new Event.Phase(PACKAGES, "fetch"));
    return LocalRepository.debs(apt.fetch(names(request, apt)));
  }

  private static List<String> names(RootRequest request, HostApt apt) {
    List<String> asked = new ArrayList<>(request.include());
    asked.addAll(DefaultPackages.candidates());
    asked.add(Installation.merged());
    Set<String> there = apt.available(asked);
    AsamanException.throwIfAny(
        request.include().stream()
            .filter(name -> !there.contains(name))
            .<Problem>map(name ->
                new Problem.NotFound(
                    name, "in " + request.subject(), "name a package of this suite"))
            .toList());
    Set<String> names = new TreeSet<>(request.include());
    if (!request.minimal()) {
      names.addAll(DefaultPackages.choose(there::contains));
    }
    if (there.contains(Installation.merged())) {
      names.add(Installation.merged());
    }
    return List.copyOf(names);
  }

  private Digest make(
      RootRequest request,
      Installation installation,
      LocalRepository repository,
      List<KeptPackage> packages,
      RootFiles files,
      long epoch)
      throws IOException {
    listener.on(new Event.Phase(request.subject(), "install"));
    Path raw = installation.of(packages, repository, request.suite());
    listener.on(new Event.Phase(request.subject(), "write"));
    MessageDigest sha256 = Digest.sha256();
    WholeFile.write(
        files.tar(),
        out -> {
          OutputStream digesting = new DigestOutputStream(out, sha256);
          CanonicalTar.rewrite(raw, digesting, Contents::keeps, epoch);
        });
    return new Digest(HexFormat.of().formatHex(sha256.digest()), Files.size(files.tar()));
  }

  private static void write(
      RootFiles files,
      RootRequest request,
      String architecture,
      long epoch,
      Digest root,
      List<KeptPackage> packages)
      throws IOException {
    String json =
        new PackageList(
                request.distribution(), request.suite(), architecture, epoch, root, packages)
            .toJson();
    WholeFile.write(files.list(), out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String amount(List<KeptPackage> packages) {
    long bytes = packages.stream().mapToLong(each -> each.digest().size()).sum();
    return String.format(Locale.ROOT, "%d packages, %.1f MB", packages.size(), bytes / 1e6);
  }

  private void finished(RootRequest request, RootFiles files) {
    listener.on(new Event.Finished(request.subject(), Event.Outcome.BUILT, files.tar().toString()));
  }

  private static AsamanException failed(Path output, IOException e) {
    return new AsamanException(
        new Problem.BadFile(
            output.toString(), "cannot be made (" + Wording.why(e) + ")", "see what is in the way"),
        e);
  }
}
