package org.asaman.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import picocli.CommandLine;

/// Runs a command line and says how it ended: the one place where failures become words and exit
/// codes.
public final class Program {
  private final String name;
  private final Map<String, String> environment;
  private final Console console;

  Program(String name, Map<String, String> environment, Console console) {
    this.name = name;
    this.environment = Map.copyOf(environment);
    this.console = console;
  }

  int run(String... args) {
    CommandLine commandLine =
        name.equals("asaman-generate")
            ? new CommandLine(new GenerateCommand(environment, console))
            : new CommandLine(new AsamanCommand(environment, console))
                .addSubcommand(new LockCommand(environment, console))
                .addSubcommand(new BundleCommand(environment, console))
                .addSubcommand(new DiffCommand(environment, console))
                .addSubcommand(new VerifyCommand(environment, console))
                .addSubcommand(new RootCommand(environment, console))
                .addSubcommand(new DebugCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setOut(new PrintWriter(console.out(), true, console.out().charset()));
    commandLine.setErr(new PrintWriter(console.err(), true, console.err().charset()));
    commandLine.setParameterExceptionHandler((e, _) -> usage(e));
    commandLine.setExecutionExceptionHandler((e, _, _) -> failure(e));
    int exitCode = commandLine.execute(args);
    console.out().flush();
    console.err().flush();
    return exitCode;
  }

  private int usage(CommandLine.ParameterException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage");
    console.problem(name, new Problem.Usage(message, "see " + name + " --help"));
    return ExitCode.USAGE;
  }

  private int failure(Exception e) {
    return switch (e) {
      case AsamanException known -> {
        console.problem(name, known.problem());
        yield exitCode(known.problem());
      }
      case InterruptedException _ -> ExitCode.INTERRUPTED;
      default -> bug(e);
    };
  }

  /// The exit code that a problem has when it ends the whole command.
  static int exitCode(Problem problem) {
    return switch (problem) {
      case Problem.Usage _,
          Problem.BadLine _,
          Problem.BadPlace _,
          Problem.BadFile _,
          Problem.StaleLock _,
          Problem.BadInterpreter _ ->
          ExitCode.USAGE;
      case Problem.ForBuild needed -> exitCode(needed.problem());
      case Problem.Located located -> exitCode(located.problem());
      case Problem.Several several ->
          several.problems().stream().mapToInt(Program::exitCode).max().orElse(ExitCode.FAILED);
      case Problem.BadArchive _,
          Problem.BadWheel _,
          Problem.HashMismatch _,
          Problem.IndexFailed _,
          Problem.RemoteFailed _,
          Problem.NotFound _,
          Problem.BadTool _,
          Problem.Unresolved _,
          Problem.Cycle _,
          Problem.BuildFailed _,
          Problem.NoSandbox _ ->
          ExitCode.FAILED;
      case Problem.Bug _ -> ExitCode.BUG;
    };
  }

  /// One line, and a file with all that a report needs.
  int bug(Throwable e) {
    String where;
    try {
      Path report = Files.createTempFile("asaman-bug-", ".txt");
      try (PrintWriter writer =
          new PrintWriter(Files.newBufferedWriter(report, StandardCharsets.UTF_8))) {
        writer.println(Version.text());
        writer.println("Java " + Runtime.version() + ", " + System.getProperty("os.name"));
        e.printStackTrace(writer);
      }
      where = "; please report it with " + report;
    } catch (IOException _) {
      where = "";
    }
    console.message(name, "this is a bug of asaman (" + e.getClass().getSimpleName() + ")" + where);
    return ExitCode.BUG;
  }
}
