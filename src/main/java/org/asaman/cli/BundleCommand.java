package org.asaman.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.asaman.build.BuildDeps;
import org.asaman.build.Job;
import org.asaman.bundle.Bundle;
import org.asaman.lockfile.BuildLock;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `asaman bundle`: one file with all that a locked build needs.
@Command(
    name = "bundle",
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = "asaman bundle -r FILE [-o BUNDLE] [OPTIONS]",
    header = "Packs sdists, crates, build wheels and lock into one file, to build offline.",
    description = {
      "%nBuild from it with asaman -r FILE --bundle BUNDLE. The lock must be there: make",
      "it with asaman lock.%n"
    },
    optionListHeading = "Options:%n")
final class BundleCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final Console console;

  @Option(
      names = {"-r", "--requirement"},
      paramLabel = "FILE",
      required = true,
      description = "The requirements file, with its lock beside it.")
  Path requirement = Path.of("requirements.txt");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "BUNDLE",
      defaultValue = "bundle.tar",
      description = "The file to write (default: ${DEFAULT-VALUE}).")
  Path output = Path.of("bundle.tar");

  @Option(
      names = "--build-deps",
      paramLabel = "FROM",
      description =
          "source: leaves out the wheels of what is built from source; binary: packs them too"
              + " (default: binary).")
  BuildDeps buildDeps = BuildDeps.BINARY;

  @Mixin CommonOptions common = new CommonOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this help.")
  boolean help;

  BundleCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    common.checkUsage();
    Interpreter interpreter = common.interpreter(environment);
    Inputs input =
        Inputs.read(List.of(requirement), common.noHash, interpreter, environment).getFirst();
    try (Store opened = common.openStore(environment);
        Interruption _ = Interruption.ofThisThread(console);
        Progress progress = common.progress(environment, console)) {
      Locks.Rules rules =
          new Locks.Rules(
              Optional.of("asaman bundle"),
              false,
              buildDeps == BuildDeps.SOURCE,
              common.asOf,
              Optional.empty(),
              Optional.empty());
      List<Job> jobs = new Locks(input, interpreter, rules).jobs(progress);
      BuildLock lock =
          jobs.stream()
              .findFirst()
              .flatMap(Job::locked)
              .map(Job.Locked::lock)
              .orElseThrow(() ->
                  new AsamanException(
                      new Problem.BadFile(
                          requirement.toString(), "has no line that applies here", "")));
      SortedMap<String, Digest> files =
          common
              .workshop(opened, interpreter, input, buildDeps, Optional.empty(), environment)
              .bundle(progress)
              .run(jobs);
      Bundle.write(output, lock, files, common.epoch, opened);
      progress.close();
      report(files);
    }
    return ExitCode.OK;
  }

  private void report(SortedMap<String, Digest> files) {
    if (!common.quiet) {
      long bytes = files.values().stream().mapToLong(Digest::size).sum();
      console
          .out()
          .printf(
              java.util.Locale.ROOT, "%s: %d files, %.1f MB%n", output, files.size(), bytes / 1e6);
    }
  }
}
