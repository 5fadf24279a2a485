package org.asaman.build;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildWheel;
import org.asaman.lock.IndexWheels;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.Version;

/// The tools that repair wheels: pinned with this program, each file by its hash.
///
/// @param offline where everything is taken from, if no network is used
record RepairTools(IndexWheels index, Interpreter interpreter, Optional<String> offline) {
  private static final List<BuildPin> PINS =
      new String(BuildActions.resource("repair-tools.txt"), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(BuildPin::parse)
          .toList();
  private static final Version OLDEST_PYTHON = Version.parse("3.10");

  /// Their wheels, in the store.
  List<BuildWheel> wheels() {
    String subject = PINS.getFirst().name() + " " + PINS.getFirst().version();
    if (Version.parse(interpreter.version()).compareTo(OLDEST_PYTHON) < 0) {
      throw new AsamanException(
          new Problem.BadInterpreter(
              interpreter.executable().toString(),
              "is too old for --repair: " + subject + " needs Python " + OLDEST_PYTHON,
              "build without --repair, or with a newer --python"));
    }
    try {
      return index.of(subject, PINS);
    } catch (AsamanException e) {
      throw offline.isPresent() && !(e.problem() instanceof Problem.HashMismatch)
          ? new AsamanException(
              new Problem.NotFound(
                  subject + " and what it needs",
                  offline.get(),
                  "use --repair once with an index and the same --store, which then has them"),
              e)
          : e;
    }
  }
}
