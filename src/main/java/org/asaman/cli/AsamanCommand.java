package org.asaman.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.asaman.build.Job;
import org.asaman.build.Outcome;
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

  @Option(
      names = "--check",
      description = "Then verifies: rebuilds each wheel twice, as asaman verify does.")
  boolean check;

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
    List<Inputs> inputs = what.read(common, interpreter, environment);
    if (what.nothingApplies(inputs)) {
      console.message("asaman", "nothing to build: no line applies to " + interpreter.binary());
      return ExitCode.OK;
    }
    try (Store opened = common.openStore(environment);
        Interruption _ = Interruption.ofThisThread(console);
        Progress progress = common.progress(environment, console)) {
      List<Job> jobs = what.jobs(inputs, common, interpreter, opened, progress);
      List<RequirementsFile> read = inputs.stream().map(Inputs::file).toList();
      Workshop workshop =
          common.workshop(opened, interpreter, read, settings(), what.offline(), environment);
      if (common.sandbox == SandboxChoice.NONE) {
        progress.on(
            new Event.Warning("without a sandbox a build can read and change what you can"));
      }
      if (check) {
        return verify(opened, workshop, jobs, progress);
      }
      List<Outcome> outcomes = workshop.build(jobs, progress);
      progress.close();
      return new Report(console, new Screen(environment), common.quiet, json).of(outcomes);
    }
  }

  private int verify(Store opened, Workshop workshop, List<Job> jobs, Progress progress)
      throws InterruptedException {
    Rules rules = new Rules(Variation.DECIDING, false);
    List<Verdict> verdicts =
        new Verification(opened, rules, common.sandbox != SandboxChoice.NONE, false, Map.of())
            .run(workshop, jobs, true, progress);
    progress.close();
    return new VerdictReport(console, new Screen(environment), common.quiet, json, Optional.empty())
        .of(verdicts);
  }

  private Settings settings() {
    return new Settings(
        common.epoch,
        output,
        common.jobs,
        common.asOf,
        Duration.ofSeconds(common.timeout),
        raw,
        !what.noIsolation,
        what.buildDeps,
        keepSources,
        reuse);
  }

  private void checkUsage() {
    if (what.none()) {
      throw CommonOptions.usage(
          "nothing to build",
          "name a requirements file with -r, an sdist with -s, or a folder with -d");
    }
    what.checkUsage();
    common.checkUsage();
  }
}
