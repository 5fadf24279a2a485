package org.asaman.verify;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What the rebuilds of one wheel came to.
///
/// `filename` and `sha256` are those of the wheel that the rebuilds are held against, empty if it
/// could not be built; `problem` then says why, in lines, and is empty otherwise.
///
/// @param rebuilds those that decide the verdict
/// @param causes what the wheel depends on and must not; empty if it is reproducible
/// @param naked what it would depend on without the protection that builds have here
/// @param nakedTried whether that was asked
/// @param notes what could not be varied, and why, and what is odd about the wheel: sentences
public record Verdict(
    String name,
    String version,
    String filename,
    String sha256,
    Result result,
    List<Rebuild> rebuilds,
    List<Finding> causes,
    boolean nakedTried,
    List<Finding> naked,
    List<String> notes,
    List<String> problem,
    Duration time) {

  public Verdict {
    rebuilds = List.copyOf(rebuilds);
    causes = List.copyOf(causes);
    naked = List.copyOf(naked);
    notes = List.copyOf(notes);
    problem = List.copyOf(problem);
  }

  /// The verdict itself.
  public enum Result {
    REPRODUCIBLE,
    DIFFERENT,
    UNBUILDABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public String subject() {
    return name + " " + version;
  }
}
