package org.asaman.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.asaman.build.BuildDeps;
import org.asaman.build.LockRun;
import org.asaman.config.Config;
import org.asaman.fetch.Wanted;
import org.asaman.lock.BuildWheel;
import org.asaman.lockfile.BuildLock;
import org.asaman.lockfile.GraphFormat;
import org.asaman.lockfile.LockCheck;
import org.asaman.lockfile.LockFile;
import org.asaman.lockfile.LockMaker;
import org.asaman.lockfile.LockReader;
import org.asaman.lockfile.LockedPackage;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import org.asaman.requirements.RequirementLine;
import org.asaman.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `asaman lock`: writes down every input of the builds of a requirements file.
@Command(
    name = "lock",
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = "asaman lock [-r] FILE [OPTIONS]",
    header = "Locks every input of the builds of a requirements file.",
    description = {
      "%nWrites NAME.build.toml beside the requirements: each sdist, backend and build",
      "requirement with hashes. Packages that an earlier lock has and that did not",
      "change are kept as they are.%n"
    },
    optionListHeading = "Options:%n")
final class LockCommand implements Callable<Integer> {
  /// Stands for every project, as in pip.
  private static final String ALL = ":all:";

  private final Map<String, String> environment;
  private final Console console;

  @Option(
      names = {"-r", "--requirement"},
      paramLabel = "FILE",
      description = "The requirements file; it may also be named without -r.")
  List<Path> requirements = List.of();

  @Parameters(paramLabel = "FILE", hidden = true)
  List<Path> parameters = List.of();

  @Option(
      names = "--build-deps",
      paramLabel = "FROM",
      description =
          "source: locks also how every build requirement is built from its sdist, and what that"
              + " needs; binary: wheels only (default: as in the lock that is there, else binary).")
  Optional<BuildDeps> buildDeps = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "NAME",
      description =
          "Breaks a cycle of packages that need each other to be built by taking this one as a"
              + " wheel at first; may be repeated.")
  List<String> seeds = List.of();

  @Option(
      names = "--allow-binary",
      paramLabel = "NAME",
      description =
          "Takes this build requirement as a wheel in a chain from source; may be repeated.")
  List<String> binaries = List.of();

  @Option(
      names = {"-U", "--upgrade"},
      paramLabel = "NAME",
      arity = "0..1",
      fallbackValue = ALL,
      description =
          "Locks everything anew, or only what is or needs this project; may be repeated.")
  List<String> upgrades = List.of();

  @Option(
      names = "--graph",
      paramLabel = "FORMAT",
      arity = "0..1",
      fallbackValue = "text",
      description = "Prints who needs whom by the lock that is there: text, json or dot.")
  Optional<GraphFormat> graph = Optional.empty();

  @Option(
      names = "--why",
      paramLabel = "NAME",
      description = "Prints who needs a build requirement, by the lock that is there.")
  Optional<String> why = Optional.empty();

  @Mixin CommonOptions common = new CommonOptions();

  @Mixin RemoteOptions remote = new RemoteOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this help.")
  boolean help;

  LockCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    common.checkUsage();
    Path requirement = requirement();
    Path file = LockFile.of(requirement);
    if (graph.isPresent() || why.isPresent()) {
      return print(requirement, file);
    }
    Interpreter interpreter = common.interpreter(environment);
    Inputs input =
        Inputs.read(List.of(requirement), common.noHash, interpreter, environment).getFirst();
    Optional<BuildLock> old =
        Files.exists(file) && !isUpgradeOfAll()
            ? Optional.of(LockReader.read(file))
            : Optional.empty();
    BuildDeps deps = buildDeps.orElseGet(() -> depsOf(old.or(() -> readable(file))));
    Optional<RemoteOptions.Wanted> server =
        remote.one(List.of(input), common, false, false, environment);
    try (Store opened = common.openStore(environment);
        Interruption _ = Interruption.ofThisThread(console);
        Progress progress = common.progress(environment, console);
        Servers servers = Servers.open(server.stream().toList(), false, opened, progress)) {
      BuildLock lock =
          common
              .workshop(opened, interpreter, input, deps, servers.one(), environment)
              .lock(progress, !upgrades.isEmpty())
              .run(order(input, file, old, interpreter));
      boolean changed = LockFile.write(lock, file);
      servers.close();
      progress.close();
      report(lock, file, changed);
    }
    return ExitCode.OK;
  }

  private void report(BuildLock lock, Path file, boolean changed) {
    if (!common.quiet) {
      console
          .out()
          .println(
              file
                  + (changed ? ": " : ": did not change: ")
                  + lock.requested().size()
                  + " packages, "
                  + lock.requirements().size()
                  + " build requirements"
                  + (lock.fromSource()
                      ? ", of which "
                          + (lock.packages().size() - lock.requested().size())
                          + " more packages are built from source"
                      : ""));
    }
  }

  /// The one requirements file. `--upgrade FILE` is the file where no other is named.
  private Path requirement() {
    List<Path> named = new ArrayList<>(requirements);
    named.addAll(parameters);
    if (named.isEmpty()) {
      upgrades.stream().map(Path::of).filter(Files::isRegularFile).forEach(named::add);
      upgrades = upgrades.stream().map(v -> named.contains(Path.of(v)) ? ALL : v).toList();
    }
    if (named.size() != 1) {
      throw CommonOptions.usage(
          named.isEmpty() ? "nothing to lock" : "a lock is of one requirements file",
          "name one: asaman lock requirements.txt");
    }
    return named.getFirst();
  }

  private boolean isUpgradeOfAll() {
    return upgrades.contains(ALL);
  }

  /// Where nothing is said, a lock stays what it is.
  private static BuildDeps depsOf(Optional<BuildLock> lock) {
    return lock.filter(BuildLock::fromSource).isPresent() ? BuildDeps.SOURCE : BuildDeps.BINARY;
  }

  /// A lock that is made anew whatever it holds, as far as it can be read.
  private static Optional<BuildLock> readable(Path file) {
    try {
      return Files.exists(file) ? Optional.of(LockReader.read(file)) : Optional.empty();
    } catch (AsamanException _) {
      return Optional.empty();
    }
  }

  private LockRun.Order order(
      Inputs input, Path file, Optional<BuildLock> old, Interpreter interpreter) {
    Set<ProjectName> allSeeds = names(seeds);
    Set<ProjectName> allBinaries = names(binaries);
    old.ifPresent(lock -> {
      allSeeds.addAll(lock.binaries(BuildWheel.Origin.SEED));
      allBinaries.addAll(lock.binaries(BuildWheel.Origin.ALLOWED));
    });
    Config config = input.config().with(allSeeds, allBinaries);
    Map<RequirementLine, LockedPackage> found = Map.of();
    TreeMap<Release, LockedPackage> kept = new TreeMap<>();
    if (old.isPresent()) {
      LockCheck check =
          LockCheck.of(file.toString(), old.get(), input.lines(), input.config(), interpreter);
      Set<ProjectName> renewed = names(upgrades);
      kept.putAll(LockMaker.kept(old.get(), check, interpreter, renewed));
      common.asOf.ifPresent(asOf ->
          kept.values()
              .removeIf(locked -> locked.asOf().filter(other -> !other.equals(asOf)).isPresent()));
      found = check.found();
    }
    List<LockRun.Line> lines = new ArrayList<>();
    for (var line : input.lines()) {
      Optional<LockedPackage> before =
          Optional.ofNullable(found.get(line)).map(p -> kept.get(p.release()));
      lines.add(new LockRun.Line(new Wanted.Line(line, config, Optional.empty()), before));
    }
    Path folder = file.toAbsolutePath().resolveSibling("");
    return new LockRun.Order(
        folder, lines, config, kept, old.map(BuildLock::requirements).orElseGet(TreeMap::new));
  }

  private Integer print(Path requirement, Path file) {
    if (!Files.exists(file)) {
      throw new AsamanException(
          new Problem.BadFile(
              file.toString(), "is not there", "make it with asaman lock " + requirement));
    }
    BuildLock lock = LockReader.read(file);
    graph.ifPresent(format -> console.out().print(format.print(lock)));
    why.ifPresent(name -> console.out().print(GraphFormat.why(lock, name(name), file)));
    return ExitCode.OK;
  }

  private static Set<ProjectName> names(List<String> names) {
    Set<ProjectName> all = new TreeSet<>();
    names.forEach(name -> all.add(name(name)));
    return all;
  }

  private static ProjectName name(String text) {
    try {
      return ProjectName.of(text);
    } catch (IllegalArgumentException e) {
      throw CommonOptions.usage(String.valueOf(e.getMessage()), "name a project");
    }
  }
}
