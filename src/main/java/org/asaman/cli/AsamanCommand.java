package org.asaman.cli;

import java.io.IOException;
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
import org.asaman.build.BuildDeps;
import org.asaman.build.Job;
import org.asaman.build.Outcome;
import org.asaman.build.Settings;
import org.asaman.build.Workshop;
import org.asaman.bundle.Bundle;
import org.asaman.event.Event;
import org.asaman.exec.SandboxChoice;
import org.asaman.fetch.Wanted;
import org.asaman.lockfile.BuildLock;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.RequirementsFile;
import org.asaman.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `asaman`: builds wheels from source distributions.
@Command(
    name = "asaman",
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    headerHeading = "",
    synopsisHeading = "Usage: ",
    customSynopsis = {
      "asaman (-r FILE | -s SDIST | -d DIR)... [OPTIONS]",
      "       asaman lock|bundle|diff ..."
    },
    description = "%nBuilds bit-for-bit reproducible Python wheels from source.%n",
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Exit codes: 0 all is well; 1 something was not built; 2 wrong usage or",
      "unreadable input; 70 a bug of asaman. NO_COLOR turns colours off."
    },
    commandListHeading = "%nCommands:%n")
final class AsamanCommand implements Callable<Integer> {
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
      names = "--build-deps",
      paramLabel = "FROM",
      description =
          "binary or source: build requirements as wheels, or built from the sdists that a lock"
              + " holds (default: binary).")
  BuildDeps buildDeps = BuildDeps.BINARY;

  @Option(
      names = "--locked",
      description = "Refuses to build what no lock of asaman lock has the inputs of.")
  boolean locked;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "Takes everything from a file of asaman bundle, and uses no network at all.")
  Optional<Path> bundle = Optional.empty();

  @Option(names = "--keep-sources", description = "Copies the sdists beside the wheels.")
  boolean keepSources;

  @Option(
      names = "--skip-build-deps",
      description = "Takes build requirements as wheels instead of building them (the default).")
  boolean skipBuildDeps;

  @Option(
      names = "--no-isolation",
      description = "Builds with the packages that the interpreter has, installing none.")
  boolean noIsolation;

  @Option(
      names = "--reuse",
      paramLabel = "DIR",
      description = "Takes wheels of this folder whose records name the same action.")
  List<Path> reuse = List.of();

  @Option(names = "--raw", description = "Keeps the backend's own bytes instead of canonical ones.")
  boolean raw;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the outcome as JSON.")
  Optional<Path> json = Optional.empty();

  @Mixin CommonOptions common = new CommonOptions();

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
    Interpreter interpreter = common.interpreter(environment);
    List<Inputs> inputs = Inputs.read(requirements, common.noHash, interpreter, environment);
    List<Wanted> files =
        Stream.concat(
                sources.stream(), directories.stream().flatMap(folder -> sdists(folder).stream()))
            .<Wanted>map(Wanted.File::new)
            .toList();
    if (files.isEmpty() && inputs.stream().allMatch(input -> input.lines().isEmpty())) {
      console.message("asaman", "nothing to build: no line applies to " + interpreter.binary());
      return ExitCode.OK;
    }
    try (Store opened = common.openStore(environment);
        Interruption _ = Interruption.ofThisThread(console);
        Progress progress = common.progress(environment, console)) {
      List<Job> jobs = new ArrayList<>(jobs(inputs, interpreter, opened, progress));
      files.forEach(file -> jobs.add(new Job(file, Optional.empty())));
      List<RequirementsFile> read = inputs.stream().map(Inputs::file).toList();
      Workshop workshop =
          common.workshop(opened, interpreter, read, settings(), offline(), environment);
      if (common.sandbox == SandboxChoice.NONE) {
        progress.on(
            new Event.Warning("without a sandbox a build can read and change what you can"));
      }
      List<Outcome> outcomes = workshop.build(progress).run(jobs);
      progress.close();
      return new Report(console, new Screen(environment), common.quiet, json).of(outcomes);
    }
  }

  /// The lines of the requirements files, each with its place in the lock beside its file.
  private List<Job> jobs(
      List<Inputs> inputs, Interpreter interpreter, Store opened, Progress progress) {
    Optional<BuildLock> bundled = bundle.map(file -> Bundle.take(file, opened));
    List<Job> jobs = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Inputs input : inputs) {
      try {
        jobs.addAll(new Locks(input, interpreter, locks(bundled)).jobs(progress));
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    AsamanException.throwIfAny(problems);
    return jobs;
  }

  private Locks.Rules locks(Optional<BuildLock> bundled) {
    return new Locks.Rules(
        lockOption(), noIsolation, buildDeps == BuildDeps.SOURCE, common.asOf, bundle, bundled);
  }

  /// The option that makes a lock necessary, if there is one.
  private Optional<String> lockOption() {
    return locked
        ? Optional.of("--locked")
        : bundle.isPresent()
            ? Optional.of("--bundle")
            : buildDeps == BuildDeps.SOURCE ? Optional.of("--build-deps=source") : Optional.empty();
  }

  private Optional<String> offline() {
    return bundle.map(file -> "in " + file);
  }

  private Settings settings() {
    return new Settings(
        common.epoch,
        output,
        common.jobs,
        common.asOf,
        Duration.ofSeconds(common.timeout),
        raw,
        !noIsolation,
        buildDeps,
        keepSources,
        reuse);
  }

  private void checkUsage() {
    if (requirements.isEmpty() && sources.isEmpty() && directories.isEmpty()) {
      throw CommonOptions.usage(
          "nothing to build",
          "name a requirements file with -r, an sdist with -s, or a folder with -d");
    }
    for (Path source : sources) {
      if (!Files.isRegularFile(source)) {
        throw new AsamanException(
            new Problem.BadFile(source.toString(), "is not a file", "name an sdist"));
      }
    }
    common.checkUsage();
    boolean needsLock = lockOption().isPresent();
    String option = lockOption().orElse("");
    if (needsLock && !(sources.isEmpty() && directories.isEmpty())) {
      throw CommonOptions.usage(
          option + " needs a lock, and -s and -d have none", "name requirements with -r");
    }
    if (needsLock && noIsolation) {
      throw CommonOptions.usage(
          option + " and --no-isolation contradict each other", "use one of them");
    }
    if (buildDeps == BuildDeps.SOURCE && skipBuildDeps) {
      throw CommonOptions.usage(
          "--build-deps=source and --skip-build-deps contradict each other", "use one of them");
    }
    if (bundle.isPresent() && requirements.size() > 1) {
      throw CommonOptions.usage("a bundle is of one requirements file", "name it alone with -r");
    }
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
}
