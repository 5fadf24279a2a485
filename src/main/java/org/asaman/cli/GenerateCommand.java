package org.asaman.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.asaman.generate.Generator;
import org.asaman.generate.OutputFormat;
import org.asaman.generate.VerifiedFile;
import org.asaman.generate.VerifiedFileWriter;
import org.asaman.generate.WheelFolder;
import org.asaman.index.Lazy;
import org.asaman.input.InputReader;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.RequirementsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `asaman-generate`: a requirements file with the hashes of the wheels built from source.
@Command(
    name = "asaman-generate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Writes a requirements file with the hashes of the wheels that asaman built.")
final class GenerateCommand implements Callable<Integer> {
  private static final String NAME = "asaman-generate";

  private final Map<String, String> environment;
  private final Console console;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write (default: verified-NAME beside the requirements file).")
  private @Nullable Path output;

  @Option(
      names = {"-w", "--wheels"},
      paramLabel = "DIR",
      defaultValue = "./wheels",
      description = "Where the wheels are (default: ${DEFAULT-VALUE}).")
  private Path wheels = Path.of("wheels");

  @Option(
      names = {"-s", "--skip"},
      paramLabel = "NAME",
      description = "A project to leave out, by its name; may be repeated.")
  private List<String> skip = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "What to write: requirements, or pylock for a pylock.toml (default: requirements).")
  private OutputFormat format = OutputFormat.REQUIREMENTS;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description = "The interpreter that markers are meant for (default: ${DEFAULT-VALUE}).")
  private String python = "python3";

  @Parameters(paramLabel = "REQUIREMENT", description = "The requirements file that was built.")
  private Path requirement = Path.of("");

  GenerateCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  @Override
  public Integer call() {
    Set<ProjectName> skipped = skipped();
    // The interpreter is started at most once, and only if a marker must be decided.
    Lazy<Map<String, String>> markers =
        new Lazy<>(() -> Interpreter.probe(python, environment).markers());
    List<Problem> problems = new ArrayList<>();
    RequirementsFile file = new InputReader(environment, markers).read(requirement, problems);
    AsamanException.throwIfAny(problems);
    Path target =
        output == null
            ? requirement.resolveSibling(format.nameFor(String.valueOf(requirement.getFileName())))
            : output;
    refuseBadName(target);
    refuseOverInput(file, target);
    Generator generator =
        new Generator(
            WheelFolder.list(wheels),
            skipped,
            markers,
            event -> console.message(NAME, Progress.line(event)));
    VerifiedFile verified = generator.generate(file, target);
    VerifiedFileWriter.write(verified, format, target);
    console
        .out()
        .println(
            target
                + ": "
                + verified.lines().size()
                + " requirements, "
                + verified.hashes()
                + " wheels");
    return ExitCode.OK;
  }

  private Set<ProjectName> skipped() {
    Set<ProjectName> names = new LinkedHashSet<>();
    for (String name : skip) {
      try {
        names.add(ProjectName.of(name));
      } catch (IllegalArgumentException e) {
        throw new AsamanException(
            new Problem.Usage(String.valueOf(e.getMessage()), "-s takes one name"), e);
      }
    }
    return names;
  }

  /// Installers know such a file by its name alone.
  private void refuseBadName(Path target) {
    String name = String.valueOf(target.getFileName());
    if (format == OutputFormat.PYLOCK && !OutputFormat.PYLOCK_NAME.matcher(name).matches()) {
      throw new AsamanException(
          new Problem.Usage(
              "'" + name + "' is no name of a pylock.toml",
              "name it pylock.toml or pylock.NAME.toml"));
    }
  }

  private static void refuseOverInput(RequirementsFile file, Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    if (file.files().stream().anyMatch(f -> f.toAbsolutePath().normalize().equals(absolute))) {
      throw new AsamanException(
          new Problem.Usage(target + " is one of the files to be read", "name another with -o"));
    }
  }
}
