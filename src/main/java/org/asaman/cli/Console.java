package org.asaman.cli;

import java.io.PrintStream;
import java.util.List;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;

/// What the user reads: results on one stream, messages and progress on the other.
record Console(PrintStream out, PrintStream err) {

  /// Prints a problem, its first line complete in itself.
  void problem(String program, Problem problem) {
    switch (problem) {
      case Problem.Several several -> several.problems().forEach(p -> problem(program, p));
      default -> {
        List<String> lines = Wording.lines(problem);
        err.println(program + ": " + lines.getFirst());
        lines.stream().skip(1).forEach(err::println);
      }
    }
  }

  void message(String program, String text) {
    err.println(program + ": " + text);
  }
}
