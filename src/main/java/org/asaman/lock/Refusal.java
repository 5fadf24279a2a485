package org.asaman.lock;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;

/// Why uv refused, in its own words, without colours, credentials and what only its own users could
/// do about it.
record Refusal(String errors) {
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");
  private static final Pattern CREDENTIALS = Pattern.compile("://[^/@\\s]*@");
  private static final Pattern UV_ADVICE =
      Pattern.compile(
          " Consider (using|adding|passing|setting) .*$| \\(i\\.e\\., with `--no-build`\\)");
  private static final Pattern UNDATED =
      Pattern.compile("^warning: `([A-Za-z0-9._]+)-[^`]*\\.whl` is missing an upload date");
  private static final int MOST_LINES = 20;

  /// One sign in uv's words, and what a user can do when it is there; the first that fits counts.
  private record Hint(String sign, String advice) {}

  private static final List<Hint> HINTS =
      List.of(
          new Hint(
              "no usable wheels|Wheels are required|no wheels with a matching",
              "build requirements are taken as wheels, and one of them has none for this interpreter"),
          new Hint(
              "Hash mismatch",
              "a file is not the one that was resolved: do not use it, and tell who runs the index"),
          new Hint(
              "40[13] |Unauthorized|Forbidden|lack of valid authentication",
              "check the credentials of the index"),
          new Hint(
              "exclude-newer|there are no versions|is missing an upload date",
              "they were not on the index as of that date: name a later one with --as-of DATE"),
          new Hint(
              "Failed to fetch|error sending request|Failed to download|network was disabled",
              "check the network and the index, or use --find-links DIR with --no-index"),
          new Hint("certificate", "name the index's certificates in pip's setting cert"),
          new Hint(
              "not found in the package registry|not found in the provided package locations",
              "name the index that has it with --with-index URL, or a folder with --find-links DIR"));

  /// Projects whose files the index gives no upload time for.
  Set<ProjectName> undated() {
    return lines().stream()
        .map(UNDATED::matcher)
        .filter(Matcher::find)
        .map(matcher -> ProjectName.of(matcher.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  AsamanException about(String subject) {
    List<String> words =
        lines().stream()
            .filter(line -> !line.isBlank() && !UNDATED.matcher(line).find())
            .filter(line -> !line.matches("(Resolved|Prepared|Using Python|Installed) .*"))
            .map(line -> UV_ADVICE.matcher(line).replaceFirst(""))
            .limit(MOST_LINES)
            .toList();
    return new AsamanException(new Problem.Unresolved(subject, words, hint()));
  }

  private String hint() {
    return HINTS.stream()
        .filter(hint -> Pattern.compile(hint.sign()).matcher(errors).find())
        .map(Hint::advice)
        .findFirst()
        .orElse("");
  }

  private List<String> lines() {
    String plain = COLOUR.matcher(errors).replaceAll("");
    return CREDENTIALS.matcher(plain).replaceAll("://").lines().map(String::stripTrailing).toList();
  }
}
