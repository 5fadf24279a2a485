package org.asaman.problem;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.stream.Stream;

/// Words every [Problem]: one line that names the file, line or member and what to do, then detail
/// lines.
public final class Wording {
  private Wording() {}

  /// The problem in one line, without its detail lines.
  public static String oneLine(Problem problem) {
    return lines(problem).getFirst();
  }

  /// The problem as lines: the first one complete in itself; control characters are made visible.
  public static List<String> lines(Problem problem) {
    return raw(problem).map(Printable::of).toList();
  }

  /// Why something could not be read or written, in a few words.
  public static String why(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "something else of that name is in the way";
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or folder";
      case NotDirectoryException _ -> "not a folder";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  private static Stream<String> raw(Problem problem) {
    return switch (problem) {
      case Problem.Usage p -> Stream.of(p.what() + hint(p.hint()));
      case Problem.BadLine p ->
          Stream.of(
              p.file() + (p.line() > 0 ? ":" + p.line() : "") + ": " + p.what() + hint(p.hint()));
      case Problem.BadPlace p ->
          Stream.of(
              p.file() + ":" + p.line() + ":" + p.column() + ": " + p.what() + hint(p.hint()));
      case Problem.BadFile p -> Stream.of(p.path() + ": " + p.what() + hint(p.hint()));
      case Problem.BadArchive p -> Stream.of(member(p.archive(), p.member()) + p.what());
      case Problem.BadWheel p -> Stream.of(member(p.wheel(), p.member()) + p.what());
      case Problem.HashMismatch p ->
          Stream.of(
              p.file()
                  + ": hash mismatch: expected "
                  + String.join(" or ", p.expected())
                  + ", got "
                  + p.actual()
                  + hint("do not use this file; it is not the one that was listed"));
      case Problem.IndexFailed p -> Stream.of(p.url() + ": " + p.what() + hint(p.hint()));
      case Problem.RemoteFailed p -> Stream.of(p.server() + ": " + p.what() + hint(p.hint()));
      case Problem.NotFound p -> Stream.of(p.what() + ": not found " + p.where() + hint(p.hint()));
      case Problem.BadInterpreter p -> Stream.of(p.path() + ": " + p.what() + hint(p.hint()));
      case Problem.BadTool p -> Stream.of(p.tool() + ": " + p.what() + hint(p.hint()));
      case Problem.Unresolved p ->
          Stream.concat(
              Stream.of(p.subject() + ": build requirements cannot be had" + hint(p.hint())),
              p.detail().stream().map(Wording::indent));
      case Problem.StaleLock p ->
          Stream.of(
              p.lock()
                  + ": does not match any more: "
                  + p.what()
                  + hint("see what changed, then renew it with asaman lock"));
      case Problem.Cycle p ->
          Stream.of(
              String.join(" and ", p.subjects())
                  + (p.subjects().size() == 1 ? " needs itself" : " need each other")
                  + " to be built"
                  + hint(
                      "take "
                          + (p.subjects().size() == 1 ? "it" : "one of them")
                          + " as a wheel at first, such as with --seed "
                          + p.seed()));
      case Problem.BuildFailed p ->
          Stream.of(
                  Stream.of(p.subject() + ": " + p.what() + hint(p.hint())),
                  p.lines().stream().map(Wording::indent),
                  p.log().isEmpty() ? Stream.<String>empty() : Stream.of("  log: " + p.log()))
              .flatMap(s -> s);
      case Problem.Bug p ->
          Stream.of(
              p.subject() + ": a bug of asaman (" + p.cause().getClass().getSimpleName() + ")");
      case Problem.NoSandbox p -> Stream.of(p.what() + hint(p.hint()));
      case Problem.Located p -> {
        List<String> lines = raw(p.problem()).toList();
        yield Stream.concat(
            Stream.of(p.file() + ":" + p.line() + ": " + lines.getFirst()), lines.stream().skip(1));
      }
      case Problem.ForBuild p -> {
        List<String> lines = raw(p.problem()).toList();
        String first = lines.getFirst();
        yield Stream.concat(
            Stream.of(
                (first.startsWith(p.subject()) ? "" : p.subject() + ": ")
                    + first
                    + " (it is needed to build others)"),
            lines.stream().skip(1));
      }
      case Problem.Several p -> p.problems().stream().flatMap(Wording::raw);
    };
  }

  private static String indent(String line) {
    return "  | " + line;
  }

  private static String member(String archive, String member) {
    return archive + (member.isEmpty() ? ": " : ": member '" + member + "': ");
  }

  private static String hint(String hint) {
    return hint.isEmpty() ? "" : "; " + hint;
  }
}
