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
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What a run of builds came to: the problems, a table, and the same as JSON.
record Report(Console console, Screen screen, boolean quiet, Optional<Path> json) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// Prints and writes the outcomes and gives the exit code.
  int of(List<Outcome> outcomes) {
    outcomes.stream()
        .flatMap(
            o -> o instanceof Outcome.Failed failed ? Stream.of(failed.problem()) : Stream.empty())
        .distinct()
        .forEach(problem -> console.problem("asaman", problem));
    if (!quiet) {
      table(outcomes, console.out());
    }
    json.ifPresent(file -> write(outcomes, file));
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

  private void table(List<Outcome> outcomes, PrintStream out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PACKAGE", "VERSION", "WHEEL", "SHA256", "TIME", "RESULT"));
    outcomes.forEach(outcome -> rows.add(row(outcome)));
    Table.print(out, rows, this::coloured);
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

  private static void write(List<Outcome> outcomes, Path file) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", "asaman/build/1");
    document.put("wheels", outcomes.stream().map(Report::entry).toList());
    ResultFile.write(file, JSON.writeValueAsString(document) + "\n", "--json");
  }

  private static Map<String, Object> entry(Outcome outcome) {
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
    entry.put("seconds", outcome.time().toMillis() / 1000.0);
    return entry;
  }
}
