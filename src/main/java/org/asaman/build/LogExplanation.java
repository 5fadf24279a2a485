package org.asaman.build;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines of a build's log that explain its failure, and what to do where the cause is a known
/// one.
record LogExplanation(List<String> lines, String hint) {
  private static final int LINES = 12;

  /// As much as is looked at: what a build prints must not make the patterns run for hours.
  private static final int TAIL = 1 << 20;

  private static final int WIDTH = 1000;

  /// A way to recognise a cause: a line of the log, and the hint in which `$1` is what the line
  /// names.
  private record Cause(Pattern line, String hint) {
    Cause(String line, String hint) {
      this(Pattern.compile(line), hint);
    }
  }

  private static final List<Cause> CAUSES =
      List.of(
          new Cause(
              "fatal error: Python\\.h: No such file",
              "install the interpreter's headers, such as apt install python3-dev"),
          new Cause(
              "fatal error: ([^ :]+): No such file or directory",
              "install the development package that has the header $1"),
          new Cause(
              "(?:command|program) '?([^ ']*(?:gcc|g\\+\\+|cc|c\\+\\+|clang)[^ ']*)'? (?:failed: No such file|not found)",
              "install a C compiler, such as apt install build-essential"),
          new Cause(
              "(?:No such file or directory|not found): '?((?:x86_64-linux-gnu-)?(?:gcc|g\\+\\+|cc|c\\+\\+))'?",
              "install a C compiler, such as apt install build-essential"),
          new Cause(
              "cannot find -l([A-Za-z0-9_+.-]+)",
              "install the development package of the library $1"),
          new Cause(
              "(?i)(?:can't find rust compiler|cargo[^\\n]* is not installed|No such file or directory: '?(?:cargo|rustc)'?|rust toolchain[^\\n]*not)",
              "install Rust so that cargo and rustc are on PATH"),
          new Cause(
              "no matching package named [`']?([A-Za-z0-9_-]+)",
              "the build wants the Rust crate $1 from a registry, which a build without a network cannot have"),
          new Cause(
              "(?i)(?:failed to (?:get|download|fetch)[^\\n]*crate|attempting to make an HTTP request, but --offline|Could not resolve host|Temporary failure in name resolution|Name or service not known)",
              "the build wants the network, which it does not get: use a release whose sdist holds all that it needs"),
          new Cause(
              "(?i)(?:setuptools-scm was unable to detect version|not a git repository|unable to determine version[^\\n]*(?:git|vcs)|Error getting the version from source `vcs`)",
              "the source wants git metadata, which an sdist has not: use the sdist of the index rather than an archive of the repository"),
          new Cause(
              "(?:ModuleNotFoundError|ImportError): No module named '([^']+)'",
              "the package does not declare that its build requires $1"),
          new Cause(
              "No space left on device", "the disk or the memory is full: free some, or use -j 1"),
          new Cause(
              "(?:MemoryError|Cannot allocate memory|Killed signal)", "memory ran out: use -j 1"));

  /// Reads the explanation off the end of a log; terminal control sequences are dropped.
  static LogExplanation of(String log) {
    List<String> all =
        log.substring(Math.max(0, log.length() - TAIL))
            .lines()
            .map(line -> line.substring(0, Math.min(line.length(), WIDTH)))
            .map(line -> line.replaceAll("\u001b\\[[0-9;?]*[ -/]*[@-~]", "").stripTrailing())
            .filter(line -> !line.isEmpty())
            .toList();
    Optional<Integer> position = Optional.empty();
    String hint = "";
    for (Cause cause : CAUSES) {
      Optional<Integer> found = find(all, cause.line());
      if (found.isPresent()) {
        position = found;
        Matcher matcher = cause.line().matcher(all.get(found.get()));
        boolean _ = matcher.find();
        hint =
            matcher.groupCount() > 0 ? cause.hint().replace("$1", matcher.group(1)) : cause.hint();
        break;
      }
    }
    int last = all.size();
    int from = Math.max(0, position.map(p -> Math.min(p, last - LINES)).orElse(last - LINES));
    return new LogExplanation(all.subList(from, Math.min(last, from + LINES)), hint);
  }

  private static Optional<Integer> find(List<String> lines, Pattern pattern) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (pattern.matcher(lines.get(i)).find()) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }
}
