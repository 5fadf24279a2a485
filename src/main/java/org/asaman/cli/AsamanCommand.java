package org.asaman.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.asaman.build.Earlier;
import org.asaman.build.Job;
import org.asaman.build.Settings;
import org.asaman.build.Workshop;
import org.asaman.event.Event;
import org.asaman.exec.SandboxChoice;
import org.asaman.python.Interpreter;
import org.asaman.requirements.RequirementsFile;
import org.asaman.store.Store;
import org.asaman.verify.Rules;
import org.asaman.verify.Variation;
import org.asaman.verify.Verdict;
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
      "       asaman lock|bundle|verify|diff|root ..."
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

  @Mixin SourceOptions what = new SourceOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "./wheels",
      description = "Where wheels and their records go (default: ${DEFAULT-VALUE}).")
  Path output = Path.of("wheels");

  @Option(names = "--keep-sources", description = "Copies the sdists beside the wheels.")
  boolean keepSources;

  @Option(
      names = "--reuse",
      paramLabel = "DIR",
      description = "Takes wheels of this folder whose records name the same action.")
  List<Path> reuse = List.of();

  @Option(names = "--raw", description = "Keeps the backend's own bytes instead of canonical ones.")
  boolean raw;

  @Mixin RepairOptions repair = new RepairOptions();

  @Option(
      names = "--check",
      description = "Then verifies: rebuilds each wheel twice, as asaman verify does.")
  boolean check;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the outcome as JSON.")
  Optional<Path> json = Optional.empty();

  @Mixin CommonOptions common = new CommonOptions();

  @Mixin RemoteOptions remote = new RemoteOptions();

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
    List<Turn> turns =
        turns(check ? List.of(common.interpreter(environment)) : common.interpreters(environment));
    if (turns.isEmpty()) {
      return ExitCode.OK;
    }
    Optional<RemoteOptions.Wanted> server = server(turns);
    try (Store opened = common.openStore(environment);
        Interruption _ = Interruption.ofThisThread(console);
        Progress progress = common.progress(environment, console);
        Servers servers = Servers.open(server.stream().toList(), false, opened, progress)) {
      List<List<Job>> jobs = new ArrayList<>();
      for (Turn turn : turns) {
        jobs.add(what.jobs(turn.inputs(), common, turn.interpreter(), opened, progress));
      }
      if (common.sandbox == SandboxChoice.NONE) {
        progress.on(
            new Event.Warning("without a sandbox a build can read and change what you can"));
      }
      if (check) {
        return verify(opened, turns.getFirst(), jobs.getFirst(), servers, progress);
      }
      List<Report.Run> runs = new ArrayList<>();
      Earlier earlier = Earlier.first();
      for (int i = 0; i < turns.size(); i++) {
        Turn turn = turns.get(i);
        if (turns.size() > 1) {
          progress.on(new Event.Note("for " + turn.interpreter().executable() + ":"));
        }
        runs.add(
            new Report.Run(
                turn.interpreter(),
                workshop(turn, opened, atOnce(server), servers)
                    .build(jobs.get(i), earlier, progress)));
        earlier = earlier.next();
      }
      servers.close();
      progress.close();
      return new Report(console, new Screen(environment), common.quiet, json).of(runs);
    }
  }

  /// One interpreter, and what of the input applies to it.
  private record Turn(Interpreter interpreter, List<Inputs> inputs) {}

  /// All of it is read before anything is built; says which interpreters have nothing to build.
  private List<Turn> turns(List<Interpreter> interpreters) {
    List<Turn> turns = new ArrayList<>();
    for (Interpreter interpreter : interpreters) {
      List<Inputs> inputs = what.read(common, interpreter, environment);
      if (what.nothingApplies(inputs)) {
        console.message("asaman", "nothing to build: no line applies to " + interpreter.binary());
      } else {
        turns.add(new Turn(interpreter, inputs));
      }
    }
    return turns;
  }

  private Optional<RemoteOptions.Wanted> server(List<Turn> turns) {
    Optional<RemoteOptions.Wanted> server =
        remote.one(
            turns.stream().flatMap(turn -> turn.inputs().stream()).toList(),
            common,
            what.noIsolation,
            !repair.repair().isNone(),
            environment);
    if (check && server.isPresent()) {
      throw CommonOptions.usage(
          "--check with a server proves nothing", "leave it out, or run asaman verify --remote");
    }
    return server;
  }

  private int atOnce(Optional<RemoteOptions.Wanted> server) {
    return server
        .filter(RemoteOptions.Wanted::executes)
        .map(RemoteOptions.Wanted::jobs)
        .orElse(common.jobs);
  }

  private Workshop workshop(Turn turn, Store opened, int atOnce, Servers servers) {
    List<RequirementsFile> read = turn.inputs().stream().map(Inputs::file).toList();
    return common.workshop(
        opened,
        turn.interpreter(),
        read,
        settings(atOnce),
        servers.one(),
        what.offline(),
        environment);
  }

  private int verify(Store opened, Turn turn, List<Job> jobs, Servers servers, Progress progress)
      throws InterruptedException {
    Workshop workshop = workshop(turn, opened, common.jobs, servers);
    Rules rules = new Rules(Variation.DECIDING, false);
    List<Verdict> verdicts =
        new Verification(
                opened, rules, common.sandbox != SandboxChoice.NONE, false, Map.of(), List.of())
            .run(workshop, jobs, true, progress);
    progress.close();
    return new VerdictReport(console, new Screen(environment), common.quiet, json, Optional.empty())
        .of(verdicts);
  }

  private Settings settings(int atOnce) {
    return new Settings(
        common.epoch,
        output,
        atOnce,
        common.asOf,
        Duration.ofSeconds(common.timeout),
        raw,
        !what.noIsolation,
        what.buildDeps,
        keepSources,
        repair.repair(),
        reuse);
  }

  private void checkUsage() {
    if (what.none()) {
      throw CommonOptions.usage(
          "nothing to build",
          "name a requirements file with -r, an sdist with -s, or a folder with -d");
    }
    what.checkUsage();
    repair.checkUsage(raw);
    common.checkUsage();
  }
}
