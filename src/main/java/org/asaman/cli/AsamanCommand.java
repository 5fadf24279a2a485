package org.asaman.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.asaman.build.Outcome;
import org.asaman.build.Settings;
import org.asaman.build.Wanted;
import org.asaman.build.Workshop;
import org.asaman.event.Event;
import org.asaman.exec.SandboxChoice;
import org.asaman.index.Index;
import org.asaman.index.IndexOptions;
import org.asaman.lock.AsOf;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.BuildPolicy;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsFile;
import org.asaman.requirements.RequirementsReader;
import org.asaman.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `asaman`: builds wheels from source distributions.
@Command(
    name = "asaman",
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    headerHeading = "",
    synopsisHeading = "Usage: ",
    customSynopsis = "asaman (-r FILE | -s SDIST | -d DIR)... [OPTIONS]",
    description = "%nBuilds bit-for-bit reproducible Python wheels from source.%n",
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Exit codes: 0 all is well; 1 something was not built; 2 wrong usage or",
      "unreadable input; 70 a bug of asaman. NO_COLOR turns colours off."
    },
    subcommands = DebugCommand.class)
final class AsamanCommand implements Callable<Integer> {
  /// A year, in seconds.
  private static final long LONGEST_TIMEOUT = 31_536_000;

  private final Map<String, String> environment;
  private final Console console;

  @Option(
      names = {"-r", "--requirement"},
      paramLabel = "FILE",
      description = "Builds what a requirements file lists, pinned and with hashes.")
  List<Path> requirements = List.of();

  @Option(
      names = {"-s", "--source"},
      paramLabel = "SDIST",
      description = "Builds a source distribution (.tar.gz, .tgz, .tar.bz2, .tar.xz, .zip).")
  List<Path> sources = List.of();

  @Option(
      names = {"-d", "--directory"},
      paramLabel = "DIR",
      description = "Builds every source distribution in a folder.")
  List<Path> directories = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "./wheels",
      description = "Where wheels and their records go (default: ${DEFAULT-VALUE}).")
  Path output = Path.of("wheels");

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

  @Option(names = "--keep-sources", description = "Copies the sdists beside the wheels.")
  boolean keepSources;

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
      names = "--skip-build-deps",
      description = "Takes build requirements as wheels instead of building them (the default).")
  boolean skipBuildDeps;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many builds run at once (default: the number of processors).")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description = "The interpreter to build with (default: ${DEFAULT-VALUE} on PATH).")
  String python = "python3";

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
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "How long one build may take (default: ${DEFAULT-VALUE}).")
  long timeout = 3600;

  @Option(
      names = "--no-isolation",
      description = "Builds with the packages that the interpreter has, installing none.")
  boolean noIsolation;

  @Option(
      names = "--find-links",
      paramLabel = "DIR",
      description = "A folder or page to look for sdists and build requirements in first.")
  List<String> findLinks = List.of();

  @Option(names = "--no-index", description = "Uses no index, only --find-links.")
  boolean noIndex;

  @Option(
      names = "--reuse",
      paramLabel = "DIR",
      description = "Takes wheels of this folder whose records name the same action.")
  List<Path> reuse = List.of();

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "What is remembered between runs (default: $XDG_CACHE_HOME/asaman).")
  Optional<Path> store = Optional.empty();

  @Option(names = "--raw", description = "Keeps the backend's own bytes instead of canonical ones.")
  boolean raw;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the outcome as JSON.")
  Optional<Path> json = Optional.empty();

  @Option(
      names = {"-v", "--verbose"},
      description = "Says each phase of each build.")
  boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "Says only what failed.")
  boolean quiet;

  @Option(names = "--version", versionHelp = true, description = "Prints the version.")
  boolean version;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this help.")
  boolean help;

  AsamanCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkUsage();
    Interpreter interpreter = Interpreter.probe(python, environment);
    List<Problem> problems = new ArrayList<>();
    List<RequirementsFile> files = read(problems);
    List<Wanted> wanted = wanted(files, interpreter, problems);
    if (wanted.isEmpty()) {
      console.message("asaman", "nothing to build: no line applies to " + interpreter.binary());
      return ExitCode.OK;
    }
    try (Store opened = Store.open(StoreFolder.of(store, environment));
        Interruption _ = Interruption.ofThisThread(console)) {
      Workshop workshop = workshop(opened, interpreter, files);
      return new Report(console, new Screen(environment), quiet, json).of(run(workshop, wanted));
    }
  }

  private List<Outcome> run(Workshop workshop, List<Wanted> wanted) throws InterruptedException {
    try (Progress progress = new Screen(environment).progress(console, quiet, verbose)) {
      if (sandbox == SandboxChoice.NONE) {
        progress.on(
            new Event.Warning("without a sandbox a build can read and change what you can"));
      }
      return workshop.run(progress).run(wanted);
    }
  }

  private void checkUsage() {
    if (requirements.isEmpty() && sources.isEmpty() && directories.isEmpty()) {
      throw usage(
          "nothing to build",
          "name a requirements file with -r, an sdist with -s, or a folder with -d");
    }
    for (Path source : sources) {
      if (!Files.isRegularFile(source)) {
        throw new AsamanException(
            new Problem.BadFile(source.toString(), "is not a file", "name an sdist"));
      }
    }
    if (jobs < 1) {
      throw usage("--jobs " + jobs + " is too few", "use 1 or more");
    }
    if (timeout < 1) {
      throw usage("--timeout " + timeout + " is too short", "use 1 second or more");
    }
    if (timeout > LONGEST_TIMEOUT) {
      throw usage("--timeout " + timeout + " is too long", "use " + LONGEST_TIMEOUT + " or less");
    }
    if (verbose && quiet) {
      throw usage("--verbose and --quiet contradict each other", "use one");
    }
  }

  private static AsamanException usage(String what, String hint) {
    return new AsamanException(new Problem.Usage(what, hint));
  }

  private List<RequirementsFile> read(List<Problem> problems) {
    RequirementsReader reader = new RequirementsReader(environment);
    return requirements.stream().map(file -> reader.read(file, problems)).toList();
  }

  private List<Wanted> wanted(
      List<RequirementsFile> files, Interpreter interpreter, List<Problem> problems) {
    List<Wanted> wanted = new ArrayList<>();
    for (RequirementsFile file : files) {
      try {
        List<RequirementLine> lines = file.applying(interpreter.markers());
        problems.addAll(BuildPolicy.check(lines, !noHash || file.options().requireHashes()));
        lines.forEach(line -> wanted.add(new Wanted.Line(line)));
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    AsamanException.throwIfAny(problems);
    sources.forEach(path -> wanted.add(new Wanted.File(path)));
    directories.forEach(
        folder -> sdists(folder).forEach(path -> wanted.add(new Wanted.File(path))));
    return wanted;
  }

  private static List<Path> sdists(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sdists =
          files
              .filter(file -> file.toString().matches(".*\\.(tar\\.gz|tgz|tar\\.bz2|tar\\.xz|zip)"))
              .sorted(Comparator.naturalOrder())
              .toList();
      if (sdists.isEmpty()) {
        throw new AsamanException(
            new Problem.BadFile(folder.toString(), "holds no source distribution", ""));
      }
      return sdists;
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(folder.toString(), "is not a folder that can be read", ""), e);
    }
  }

  private Workshop workshop(Store opened, Interpreter interpreter, List<RequirementsFile> files) {
    Settings settings =
        new Settings(
            epoch,
            output,
            jobs,
            asOf,
            Duration.ofSeconds(timeout),
            raw,
            !noIsolation,
            keepSources,
            reuse);
    IndexOptions sdistIndex = sdistIndex(files);
    IndexOptions buildIndex =
        new IndexOptions(
            withIndex.map(AsamanCommand::index).or(sdistIndex::index),
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
        sdistIndex,
        buildIndex,
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
            .map(AsamanCommand::index),
        files.stream()
            .flatMap(file -> file.options().extraIndexUrls().stream())
            .map(AsamanCommand::index)
            .toList(),
        hosts.distinct().toList(),
        noIndex || files.stream().anyMatch(file -> file.options().noIndex()),
        links.distinct().map(AsamanCommand::location).toList());
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
