package org.asaman.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.build.BuildDeps;
import org.asaman.build.Repair;
import org.asaman.build.Settings;
import org.asaman.build.Workshop;
import org.asaman.exec.Cluster;
import org.asaman.exec.RootSystem;
import org.asaman.exec.SandboxChoice;
import org.asaman.index.Index;
import org.asaman.index.IndexOptions;
import org.asaman.lock.AsOf;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.RequirementsFile;
import org.asaman.root.Roots;
import org.asaman.store.Store;
import picocli.CommandLine.Option;

/// The options that `asaman` and its subcommands share: the index, the interpreter, how builds run.
final class CommonOptions {
  /// A year, in seconds.
  private static final long LONGEST_TIMEOUT = 31_536_000;

  @Option(
      names = "--sde",
      paramLabel = "TIME",
      converter = EpochConverter.class,
      description =
          "SOURCE_DATE_EPOCH: seconds, or an ISO date (default: " + Settings.DEFAULT_EPOCH + ").")
  long epoch = Settings.DEFAULT_EPOCH;

  @Option(
      names = "--no-hash",
      description = "Takes lines without a hash or a pin; hashes that are there are still checked.")
  boolean noHash;

  @Option(
      names = "--with-index",
      paramLabel = "URL",
      description =
          "The index of the build requirements (default: the one pip is configured to use).")
  Optional<String> withIndex = Optional.empty();

  @Option(
      names = "--trusted-host",
      paramLabel = "HOST",
      description = "An index host whose certificate is not checked.")
  List<String> trustedHosts = List.of();

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many builds run at once (default: the number of processors).")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description =
          "The interpreter to build with (default: ${DEFAULT-VALUE} on PATH); asaman itself takes"
              + " several.")
  List<String> pythons = List.of("python3");

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      converter = AsOfConverter.class,
      description =
          "Resolves build requirements as of a date (default: each package's own upload).")
  Optional<AsOf> asOf = Optional.empty();

  @Option(
      names = "--sandbox",
      paramLabel = "FORM",
      description = "auto, bwrap, unshare or none (default: auto).")
  SandboxChoice sandbox = SandboxChoice.AUTO;

  @Option(
      names = "--root",
      paramLabel = "PATH",
      description =
          "A folder or tar with a root file system: builds run in it, not on this machine.")
  Optional<Path> root = Optional.empty();

  /// The root as it was opened, with its store; both are made for the interpreter's sake.
  private Optional<RootSystem> opened = Optional.empty();

  private Optional<Store> rootStore = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "How long one build may take (default: ${DEFAULT-VALUE}).")
  long timeout = 3600;

  @Option(
      names = "--find-links",
      paramLabel = "DIR",
      description = "A folder or page to look for sdists and build requirements in first.")
  List<String> findLinks = List.of();

  @Option(names = "--no-index", description = "Uses no index, only --find-links.")
  boolean noIndex;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "What is remembered between runs (default: $XDG_CACHE_HOME/asaman).")
  Optional<Path> store = Optional.empty();

  @Option(
      names = {"-v", "--verbose"},
      description = "Says each phase of each build.")
  boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "Says only what failed.")
  boolean quiet;

  void checkUsage() {
    if (jobs < 1) {
      throw usage("--jobs " + jobs + " is too few", "use 1 or more");
    }
    if (timeout < 1) {
      throw usage("--timeout " + timeout + " is too short", "use 1 second or more");
    }
    if (timeout > LONGEST_TIMEOUT) {
      throw usage("--timeout " + timeout + " is too long", "use " + LONGEST_TIMEOUT + " or less");
    }
    if (root.isPresent() && sandbox == SandboxChoice.NONE) {
      throw usage("--root and --sandbox none contradict each other", "use one");
    }
    if (verbose && quiet) {
      throw usage("--verbose and --quiet contradict each other", "use one");
    }
  }

  static AsamanException usage(String what, String hint) {
    return new AsamanException(new Problem.Usage(what, hint));
  }

  /// The one interpreter that a command takes.
  Interpreter interpreter(Map<String, String> environment) {
    if (pythons.size() > 1) {
      throw usage("--python is given several times, and this takes one", "run it for each of them");
    }
    return probe(pythons.getFirst(), environment);
  }

  /// All that were named, each once.
  List<Interpreter> interpreters(Map<String, String> environment) {
    Map<Path, Interpreter> byPath = new LinkedHashMap<>();
    for (String python : pythons) {
      Interpreter interpreter = probe(python, environment);
      byPath.putIfAbsent(interpreter.executable(), interpreter);
    }
    return List.copyOf(byPath.values());
  }

  private Interpreter probe(String python, Map<String, String> environment) {
    if (root.isEmpty()) {
      return Interpreter.probe(python, environment);
    }
    Store kept = openStore(environment);
    rootStore = Optional.of(kept);
    try {
      RootSystem system = opened.orElseGet(() -> open(root.get(), kept, environment));
      opened = Optional.of(system);
      return Interpreter.probe(python, environment, system);
    } catch (RuntimeException e) {
      kept.close();
      throw e;
    }
  }

  private RootSystem open(Path path, Store kept, Map<String, String> environment) {
    return RootSystem.start(
        kept, new Roots(kept).open(path), path.toString(), sandbox, environment);
  }

  /// The store, which is open already where an interpreter of a root was asked.
  Store openStore(Map<String, String> environment) {
    return rootStore.orElseGet(() -> Store.open(StoreFolder.of(store, environment)));
  }

  Progress progress(Map<String, String> environment, Console console) {
    return new Screen(environment).progress(console, quiet, verbose);
  }

  /// The settings of a run that only asks, or builds into no folder of the user's.
  Settings settings(long buildEpoch, boolean isolation, BuildDeps buildDeps, Repair repair) {
    return new Settings(
        buildEpoch,
        Path.of("wheels"),
        jobs,
        asOf,
        Duration.ofSeconds(timeout),
        false,
        isolation,
        buildDeps,
        false,
        repair,
        List.of());
  }

  /// Everything that a run for one requirements file needs that places no wheels.
  Workshop workshop(
      Store opened,
      Interpreter interpreter,
      Inputs input,
      BuildDeps buildDeps,
      Optional<Cluster> cluster,
      Map<String, String> environment) {
    return workshop(
        opened,
        interpreter,
        List.of(input.file()),
        settings(epoch, true, buildDeps, Repair.NONE),
        cluster,
        Optional.empty(),
        environment);
  }

  /// Everything that a run needs.
  ///
  /// @param cluster other machines that build or share results
  /// @param offline why no network is used, if so
  Workshop workshop(
      Store opened,
      Interpreter interpreter,
      List<RequirementsFile> files,
      Settings settings,
      Optional<Cluster> cluster,
      Optional<String> offline,
      Map<String, String> environment) {
    IndexOptions sdistIndex = sdistIndex(files);
    IndexOptions buildIndex =
        new IndexOptions(
            withIndex.map(CommonOptions::index).or(sdistIndex::index),
            withIndex.isPresent() ? List.of() : sdistIndex.extraIndexes(),
            sdistIndex.trustedHosts(),
            sdistIndex.noIndex(),
            sdistIndex.findLinks());
    return new Workshop(
        Version.text(),
        Path.of(System.getProperty("asaman.uv", "uv")),
        opened,
        interpreter,
        settings,
        sandbox,
        this.opened,
        cluster,
        sdistIndex,
        buildIndex,
        offline,
        name -> files.stream().anyMatch(file -> file.options().prereleases(name)),
        environment);
  }

  /// What the files and the command line say together; of several indexes the last named wins, as
  /// in pip.
  private IndexOptions sdistIndex(List<RequirementsFile> files) {
    Stream<String> links =
        Stream.concat(
            findLinks.stream(),
            files.stream().flatMap(file -> file.options().findLinks().stream()));
    Stream<String> hosts =
        Stream.concat(
            trustedHosts.stream(),
            files.stream().flatMap(file -> file.options().trustedHosts().stream()));
    return new IndexOptions(
        files.stream()
            .flatMap(file -> file.options().indexUrl().stream())
            .reduce((_, last) -> last)
            .map(CommonOptions::index),
        files.stream()
            .flatMap(file -> file.options().extraIndexUrls().stream())
            .map(CommonOptions::index)
            .toList(),
        hosts.distinct().toList(),
        noIndex || files.stream().anyMatch(file -> file.options().noIndex()),
        links.distinct().map(CommonOptions::location).toList());
  }

  private static URI location(String link) {
    try {
      return IndexOptions.location(link);
    } catch (IllegalArgumentException e) {
      throw usage("--find-links cannot be used: " + e.getMessage(), "name a folder or an address");
    }
  }

  private static Index index(String url) {
    try {
      return Index.of(url);
    } catch (IllegalArgumentException e) {
      throw usage("an index cannot be used: " + e.getMessage(), "name a URL of a simple index");
    }
  }
}
