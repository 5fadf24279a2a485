package org.asaman.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.build.BuildDeps;
import org.asaman.build.Job;
import org.asaman.bundle.Bundle;
import org.asaman.fetch.Wanted;
import org.asaman.lockfile.BuildLock;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.store.Store;
import picocli.CommandLine.Option;

/// What is to be built, and where its build requirements come from: the options of `asaman` and
/// `asaman verify` alike.
final class SourceOptions {
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

  @Option(
      names = "--skip-build-deps",
      description = "Takes build requirements as wheels instead of building them (the default).")
  boolean skipBuildDeps;

  @Option(
      names = "--no-isolation",
      description = "Builds with the packages that the interpreter has, installing none.")
  boolean noIsolation;

  /// Whether no line of the requirements files applies here, and nothing else is named.
  boolean nothingApplies(List<Inputs> inputs) {
    return sources.isEmpty()
        && directories.isEmpty()
        && inputs.stream().allMatch(input -> input.lines().isEmpty());
  }

  boolean none() {
    return requirements.isEmpty() && sources.isEmpty() && directories.isEmpty();
  }

  List<Inputs> read(
      CommonOptions common, Interpreter interpreter, Map<String, String> environment) {
    return Inputs.read(requirements, common.noHash, interpreter, environment);
  }

  /// All that is to be built: the lines of requirements files, each with its place in the lock
  /// beside its file, and the sdists that were named.
  List<Job> jobs(
      List<Inputs> inputs,
      CommonOptions common,
      Interpreter interpreter,
      Store opened,
      Progress progress) {
    Optional<BuildLock> bundled = bundle.map(file -> Bundle.take(file, opened));
    List<Job> jobs = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Inputs input : inputs) {
      try {
        jobs.addAll(new Locks(input, interpreter, locks(common, bundled)).jobs(progress));
      } catch (AsamanException e) {
        problems.add(e.problem());
      }
    }
    AsamanException.throwIfAny(problems);
    files().forEach(file -> jobs.add(new Job(file, Optional.empty())));
    return jobs;
  }

  private Locks.Rules locks(CommonOptions common, Optional<BuildLock> bundled) {
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

  private List<Wanted> files() {
    return Stream.concat(
            sources.stream(), directories.stream().flatMap(folder -> sdists(folder).stream()))
        .<Wanted>map(Wanted.File::new)
        .toList();
  }

  /// Where everything is taken from, if no network is used.
  Optional<String> offline() {
    return bundle.map(file -> "in " + file);
  }

  void checkUsage() {
    for (Path source : sources) {
      if (!Files.isRegularFile(source)) {
        throw new AsamanException(
            new Problem.BadFile(source.toString(), "is not a file", "name an sdist"));
      }
    }
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
