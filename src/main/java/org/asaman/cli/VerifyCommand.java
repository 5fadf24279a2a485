package org.asaman.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.asaman.build.Job;
import org.asaman.build.RecordedWheel;
import org.asaman.build.Workshop;
import org.asaman.exec.SandboxChoice;
import org.asaman.python.Interpreter;
import org.asaman.requirements.RequirementsFile;
import org.asaman.store.Store;
import org.asaman.verify.Given;
import org.asaman.verify.Rules;
import org.asaman.verify.Variation;
import org.asaman.verify.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `asaman verify`: proves that wheels are reproducible, or names what they depend on.
@Command(
    name = "verify",
    sortOptions = false,
    usageHelpAutoWidth = true,
    headerHeading = "",
    synopsisHeading = "Usage: ",
    customSynopsis = "asaman verify (-r FILE | -s SDIST | -d DIR | WHEEL)... [OPTIONS]",
    header = "Rebuilds every wheel twice, with all varied that must make no difference.",
    description = "%nWheels that differ are told with the causes, members and places.%n",
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Exit codes: 0 all are reproducible; 1 something is not, or was not built;",
      "2 wrong usage or unreadable input; 70 a bug of asaman."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final Console console;

  @Mixin SourceOptions what = new SourceOptions();

  @Parameters(
      paramLabel = "WHEEL",
      arity = "0..*",
      description =
          "Wheels with their records beside them, or folders of such: each is built again of what"
              + " its record names, and must come out the same.")
  List<Path> wheels = List.of();

  @Option(
      names = "--vary",
      paramLabel = "LIST",
      split = ",",
      description =
          "What to vary, instead of all: clock, cpu-count, jobs, kernel, caller, or nothing; with"
              + " --naked also path, home, user, hostname, umask, locale, timezone, hash-seed,"
              + " file-order, mtimes, terminal, environment.")
  List<String> vary = List.of();

  @Option(
      names = "--naked",
      description =
          "Also says what a package would depend on without the protection of its build here;"
              + " changes no verdict.")
  boolean naked;

  @Option(
      names = "--fresh",
      description = "Rebuilds also what was rebuilt before and is remembered.")
  boolean fresh;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the verdicts as JSON.")
  Optional<Path> json = Optional.empty();

  @Option(names = "--html", paramLabel = "FILE", description = "Writes the verdicts as a page.")
  Optional<Path> html = Optional.empty();

  @Mixin RepairOptions repair = new RepairOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @Mixin RemoteOptions remote = new RemoteOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this help.")
  boolean help;

  VerifyCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (what.none() && wheels.isEmpty()) {
      throw CommonOptions.usage(
          "nothing to verify",
          "name a requirements file with -r, an sdist with -s, a folder with -d, or wheels");
    }
    what.checkUsage();
    repair.checkUsage(false);
    common.checkUsage();
    Rules rules = rules();
    Interpreter interpreter = common.interpreter(environment);
    List<Inputs> inputs = what.read(common, interpreter, environment);
    List<RecordedWheel> recorded = RecordedWheels.read(wheels);
    if (what.nothingApplies(inputs) && recorded.isEmpty()) {
      console.message("asaman", "nothing to verify: no line applies to " + interpreter.binary());
      return ExitCode.OK;
    }
    List<RemoteOptions.Wanted> machines =
        remote.machines(common, what.noIsolation, !repair.repair().isNone(), environment);
    if (!machines.isEmpty() && (naked || !vary.isEmpty())) {
      throw CommonOptions.usage(
          "--vary and --naked are for rebuilds here", "leave them or --remote out");
    }
    try (Store opened = common.openStore(environment);
        Interruption _ = Interruption.ofThisThread(console);
        Progress progress = common.progress(environment, console);
        Servers servers = Servers.open(machines, true, opened, progress)) {
      List<Job> jobs = new ArrayList<>(what.jobs(inputs, common, interpreter, opened, progress));
      recorded.forEach(wheel -> jobs.add(wheel.job()));
      List<RequirementsFile> read = inputs.stream().map(Inputs::file).toList();
      Workshop workshop =
          common.workshop(
              opened,
              interpreter,
              read,
              common.settings(epoch(recorded), !what.noIsolation, what.buildDeps, repair.repair()),
              machines.size() > 1 ? servers.one() : Optional.empty(),
              what.offline(),
              environment);
      Verification verification =
          new Verification(
              opened,
              rules,
              common.sandbox != SandboxChoice.NONE,
              fresh,
              given(recorded),
              servers.all());
      List<Verdict> verdicts = verification.run(workshop, jobs, false, progress);
      servers.close();
      progress.close();
      return new VerdictReport(console, new Screen(environment), common.quiet, json, html)
          .of(verdicts);
    }
  }

  private Rules rules() {
    if (naked && common.sandbox == SandboxChoice.NONE) {
      throw CommonOptions.usage(
          "--naked needs a sandbox", "leave --sandbox none out: what is lifted is lifted inside");
    }
    if (vary.isEmpty()) {
      return new Rules(Variation.ALL, naked);
    }
    Set<Variation> chosen = EnumSet.noneOf(Variation.class);
    for (String name : vary) {
      if (!name.equals("nothing")) {
        chosen.add(variation(name));
      }
    }
    return new Rules(chosen, naked);
  }

  private Variation variation(String name) {
    Variation variation =
        Variation.named(name)
            .orElseThrow(() ->
                CommonOptions.usage(
                    "--vary knows no " + name, "the names are in asaman verify --help"));
    if (!naked && !Variation.DECIDING.contains(variation)) {
      throw CommonOptions.usage(
          "--vary " + name + " varies what a build fixes", "add --naked to lift that");
    }
    return variation;
  }

  /// The time of the wheels' builds, which is one for a run.
  private long epoch(List<RecordedWheel> recorded) {
    List<Long> epochs = recorded.stream().map(RecordedWheel::epoch).distinct().toList();
    if (epochs.size() > 1
        || (!epochs.isEmpty() && !what.none() && epochs.getFirst() != common.epoch)) {
      throw CommonOptions.usage(
          "what is named was built with different SOURCE_DATE_EPOCHs", "verify it one by one");
    }
    return epochs.isEmpty() ? common.epoch : epochs.getFirst();
  }

  private static Map<String, Given> given(List<RecordedWheel> recorded) {
    return recorded.stream()
        .collect(
            Collectors.toMap(
                RecordedWheel::subject,
                wheel -> new Given(wheel.wheel(), wheel.record(), wheel.digest())));
  }
}
