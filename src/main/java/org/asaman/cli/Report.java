package org.asaman.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.build.Outcome;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.python.Interpreter;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What a run of builds came to: the problems, a table, and the same as JSON.
record Report(Console console, Screen screen, boolean quiet, Optional<Path> json) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// What was built for one interpreter.
  record Run(Interpreter interpreter, List<Outcome> outcomes) {
    /// How the table and the JSON name it.
    String python() {
      return interpreter.version();
    }
  }

  /// Prints and writes the outcomes and gives the exit code.
  int of(List<Run> runs) {
    List<Outcome> outcomes = runs.stream().flatMap(run -> run.outcomes().stream()).toList();
    outcomes.stream()
        .flatMap(
            o -> o instanceof Outcome.Failed failed ? Stream.of(failed.problem()) : Stream.empty())
        .distinct()
        .forEach(problem -> console.problem("asaman", problem));
    if (!quiet) {
      table(runs, console.out());
    }
    json.ifPresent(file -> write(runs, file));
    throwIfBug(outcomes);
    return outcomes.stream().allMatch(o -> o instanceof Outcome.Wheel)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  /// With all else said, a bug is reported as one.
  private static void throwIfBug(List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Failed failed && failed.problem() instanceof Problem.Bug bug) {
        throw bug.cause();
      }
    }
  }

  private void table(List<Run> runs, PrintStream out) {
    List<List<String>> rows = new ArrayList<>();
    boolean several = runs.size() > 1;
    rows.add(
        columns(
            several, "PYTHON", List.of("PACKAGE", "VERSION", "WHEEL", "SHA256", "TIME", "RESULT")));
    runs.forEach(run ->
        run.outcomes().forEach(outcome -> rows.add(columns(several, run.python(), row(outcome)))));
    Table.print(out, rows, this::coloured);
  }

  private static List<String> columns(boolean several, String python, List<String> others) {
    return several ? Stream.concat(Stream.of(python), others.stream()).toList() : others;
  }

  private static List<String> row(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Wheel wheel ->
          List.of(
              wheel.name(),
              wheel.version(),
              String.valueOf(wheel.file().getFileName()),
              wheel.digest().hash().substring(0, 12),
              LiveProgress.time(wheel.time().toNanos()),
              wheel.cached() ? "cached" : "built");
      case Outcome.Failed failed -> {
        int space = failed.subject().indexOf(' ');
        yield List.of(
            space < 0 ? failed.subject() : failed.subject().substring(0, space),
            space < 0 ? "" : failed.subject().substring(space + 1),
            "",
            "",
            LiveProgress.time(failed.time().toNanos()),
            "FAILED");
      }
    };
  }

  private String coloured(String result) {
    String style =
        switch (result) {
          case "built" -> "green";
          case "cached" -> "cyan";
          case "FAILED" -> "bold,red";
          default -> "bold";
        };
    return screen.outIsTerminal() ? Ansi.ON.string("@|" + style + " " + result + "|@") : result;
  }

  private static void write(List<Run> runs, Path file) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", "asaman/build/1");
    document.put(
        "wheels",
        runs.stream()
            .flatMap(run -> run.outcomes().stream().map(outcome -> entry(run, outcome)))
            .toList());
    ResultFile.write(file, JSON.writeValueAsString(document) + "\n", "--json");
  }

  private static Map<String, Object> entry(Run run, Outcome outcome) {
    Map<String, Object> entry = new LinkedHashMap<>();
    switch (outcome) {
      case Outcome.Wheel wheel -> {
        entry.put("name", wheel.name());
        entry.put("version", wheel.version());
        entry.put("result", wheel.cached() ? "cached" : "built");
        entry.put("filename", String.valueOf(wheel.file().getFileName()));
        entry.put("sha256", wheel.digest().hash());
        entry.put("size", wheel.digest().size());
      }
      case Outcome.Failed failed -> {
        entry.put("subject", failed.subject());
        entry.put("result", "failed");
        entry.put("problem", Wording.lines(failed.problem()));
      }
    }
    entry.put("python", run.python());
    entry.put("seconds", outcome.time().toMillis() / 1000.0);
    return entry;
  }
}
