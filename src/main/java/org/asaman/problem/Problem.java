package org.asaman.problem;

import java.util.List;

/// Something that is wrong and that the user can mend; data, worded in one place by [Wording].
///
/// Every case says what, where and what to do. Texts are fragments without a full stop; `hint` may
/// be empty.
public sealed interface Problem {

  /// A command line that does not fit: exit code 2.
  record Usage(String what, String hint) implements Problem {}

  /// A line of a requirements file that cannot be used; `line` counts from 1, 0 means the file as a
  /// whole.
  record BadLine(String file, int line, String what, String hint) implements Problem {}

  /// A place in a structured file that cannot be used; line and column count from 1.
  record BadPlace(String file, int line, int column, String what, String hint) implements Problem {}

  /// A file or folder that cannot be read, written or used as what it was named for.
  record BadFile(String path, String what, String hint) implements Problem {}

  /// An archive that is refused; `member` is the offending member's name, or empty for the archive
  /// as a whole.
  record BadArchive(String archive, String member, String what) implements Problem {}

  /// A wheel that is refused; `member` as in [BadArchive].
  record BadWheel(String wheel, String member, String what) implements Problem {}

  /// A file whose bytes are not those that were promised. Hashes are `algorithm:hex`.
  record HashMismatch(String file, List<String> expected, String actual) implements Problem {
    public HashMismatch {
      expected = List.copyOf(expected);
    }
  }

  /// An index that does not answer, refuses or answers nonsense. No credentials may be part of
  /// `url`.
  record IndexFailed(String url, String what, String hint) implements Problem {}

  /// A remote execution server that does not answer, refuses or answers nonsense.
  record RemoteFailed(String server, String what, String hint) implements Problem {}

  /// A project, version or file that no index has, or none that fits what was asked.
  record NotFound(String what, String where, String hint) implements Problem {}

  /// An interpreter that cannot be used.
  record BadInterpreter(String path, String what, String hint) implements Problem {}

  /// A program that asaman needs and that is missing or fails.
  record BadTool(String tool, String what, String hint) implements Problem {}

  /// Build requirements that could not be resolved or installed; `detail` holds the resolver's own
  /// lines.
  record Unresolved(String subject, List<String> detail, String hint) implements Problem {
    public Unresolved {
      detail = List.copyOf(detail);
    }
  }

  /// A build lock that does not fit what is asked, or the source; `what` says what changed.
  record StaleLock(String lock, String what) implements Problem {}

  /// Packages that need each other, or one that needs itself, to be built; `seed` is the project
  /// that would do to begin with.
  record Cycle(List<String> subjects, String seed) implements Problem {
    public Cycle {
      subjects = List.copyOf(subjects);
    }
  }

  /// A build that failed; `lines` are the ones of the log that explain it.
  record BuildFailed(String subject, String what, List<String> lines, String log, String hint)
      implements Problem {
    public BuildFailed {
      lines = List.copyOf(lines);
    }
  }

  /// A sandbox that cannot be had on this machine.
  record NoSandbox(String what, String hint) implements Problem {}

  /// A package met a mistake of this program; the others do not.
  record Bug(String subject, RuntimeException cause) implements Problem {}

  /// A problem that a line of a requirements file led to; the line itself is well-formed.
  record Located(String file, int line, Problem problem) implements Problem {}

  /// A problem with a package that is only needed to build others; `subject` is that package.
  record ForBuild(String subject, Problem problem) implements Problem {}

  /// Several problems, reported together.
  record Several(List<Problem> problems) implements Problem {
    public Several {
      problems = List.copyOf(problems);
    }
  }
}
