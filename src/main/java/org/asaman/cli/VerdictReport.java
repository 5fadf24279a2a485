package org.asaman.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.asaman.problem.Printable;
import org.asaman.report.VerdictJson;
import org.asaman.report.VerdictPage;
import org.asaman.verify.Finding;
import org.asaman.verify.Verdict;
import picocli.CommandLine.Help.Ansi;

/// What the rebuilds of a run came to: as text, as JSON and as a page.
record VerdictReport(
    Console console, Screen screen, boolean quiet, Optional<Path> json, Optional<Path> html) {
  /// So many members are named; the rest are counted.
  private static final int MOST = 5;

  /// Prints and writes the verdicts and gives the exit code.
  int of(List<Verdict> verdicts) {
    PrintStream out = console.out();
    if (!quiet) {
      table(verdicts, out);
    }
    verdicts.stream()
        .filter(verdict -> verdict.result() != Verdict.Result.REPRODUCIBLE)
        .forEach(verdict -> explain(verdict, out));
    notes(verdicts, out);
    if (!quiet) {
      verdicts.stream()
          .filter(verdict -> !verdict.naked().isEmpty())
          .forEach(verdict -> naked(verdict, out));
      sum(verdicts, out);
    }
    String program = Version.text();
    json.ifPresent(file -> ResultFile.write(file, VerdictJson.of(program, verdicts), "--json"));
    html.ifPresent(file -> ResultFile.write(file, VerdictPage.of(program, verdicts), "--html"));
    return verdicts.stream().allMatch(v -> v.result() == Verdict.Result.REPRODUCIBLE)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private void table(List<Verdict> verdicts, PrintStream out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PACKAGE", "VERSION", "WHEEL", "SHA256", "REBUILDS", "TIME", "VERDICT"));
    for (Verdict verdict : verdicts) {
      rows.add(
          List.of(
              verdict.name(),
              verdict.version(),
              verdict.filename(),
              verdict.sha256().isEmpty() ? "" : verdict.sha256().substring(0, 12),
              "" + verdict.rebuilds().size(),
              LiveProgress.time(verdict.time().toNanos()),
              verdict.result().toString()));
    }
    Table.print(out, rows, this::coloured);
  }

  private String coloured(String verdict) {
    String style =
        switch (verdict) {
          case "reproducible" -> "green";
          case "different", "unbuildable" -> "bold,red";
          default -> "bold";
        };
    return screen.outIsTerminal() ? Ansi.ON.string("@|" + style + " " + verdict + "|@") : verdict;
  }

  private static void explain(Verdict verdict, PrintStream out) {
    out.println();
    out.println(verdict.subject() + ": " + verdict.result());
    verdict.problem().forEach(line -> out.println("  " + Printable.of(line)));
    verdict.causes().forEach(finding -> tell(finding, out));
  }

  /// What makes verdicts weaker than they could be: each note once, with whom it is about.
  private static void notes(List<Verdict> verdicts, PrintStream out) {
    Map<String, List<String>> notes = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      for (String note : verdict.notes()) {
        notes.computeIfAbsent(note, _ -> new ArrayList<>()).add(verdict.subject());
      }
    }
    notes.forEach((note, subjects) -> {
      int more = subjects.size() - MOST;
      out.println();
      out.println(
          "note: "
              + note
              + " ("
              + subjects.stream().limit(MOST).collect(Collectors.joining(", "))
              + (more > 0 ? " and " + more + " more" : "")
              + ")");
    });
  }

  private static void naked(Verdict verdict, PrintStream out) {
    out.println();
    out.println(verdict.subject() + ": without protection it depends on");
    verdict.naked().forEach(finding -> tell(finding, out));
  }

  private static void tell(Finding finding, PrintStream out) {
    out.println("  " + finding.cause() + " - " + Printable.of(finding.detail()));
    if (finding.members().size() > 1) {
      int more = finding.members().size() - MOST;
      out.println(
          "    in "
              + finding.members().stream()
                  .limit(MOST)
                  .map(Printable::of)
                  .collect(Collectors.joining(", "))
              + (more > 0 ? " and " + more + " more" : ""));
    }
    out.println("    hint: " + finding.hint());
  }

  private static void sum(List<Verdict> verdicts, PrintStream out) {
    long reproducible =
        verdicts.stream().filter(v -> v.result() == Verdict.Result.REPRODUCIBLE).count();
    out.println();
    out.println(
        reproducible
            + " of "
            + verdicts.size()
            + (verdicts.size() == 1 ? " wheel is" : " wheels are")
            + " reproducible");
    long tried = verdicts.stream().filter(Verdict::nakedTried).count();
    if (tried > 0) {
      long naked = verdicts.stream().filter(v -> v.nakedTried() && v.naked().isEmpty()).count();
      out.println("without protection: " + naked + " of " + tried);
    }
  }
}
