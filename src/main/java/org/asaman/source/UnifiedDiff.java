package org.asaman.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A patch in the unified format, of any number of files, as `diff -u` and `git diff` write it.
///
/// Applied strictly: every line that a hunk shows must be there. A hunk may have moved up or down;
/// then the nearest place counts. Names lose their first part (`patch -p1`). Texts are bytes: every
/// encoding survives, and so does a missing line end at the end of a file.
final class UnifiedDiff {
  private static final Pattern HUNK =
      Pattern.compile(
          "@@ -(\\d{1,9})(?:,(\\d{1,9}))? \\+(\\d{1,9})(?:,(\\d{1,9}))? @@.*", Pattern.DOTALL);
  private static final Pattern GIT_ONLY =
      Pattern.compile(
          "(rename|copy) (from|to) .*|GIT binary patch|Binary files .* differ|(old|new) mode .*|new file mode (?!100644).*");
  private static final Pattern FILE_MODE = Pattern.compile("(new|deleted) file mode ");
  private static final Pattern EPOCH = Pattern.compile("(1970-01-01|1969-12-31) ");
  private static final String NOTHING = "/dev/null";

  /// What happens to one file; a name is empty where there is no such file before or after.
  record FileDiff(Optional<String> before, Optional<String> after, List<Hunk> hunks) {}

  /// Lines of the old and the new file, each with its line end, from a line of the old one on
  /// (counted from 1).
  private record Hunk(int start, List<String> before, List<String> after) {}

  private final List<String> lines;
  private int next;

  private UnifiedDiff(byte[] patch) {
    this.lines = lines(new String(patch, ISO_8859_1));
  }

  /// Reads a patch.
  ///
  /// @throws IllegalArgumentException with the line of the patch if it is none
  static List<FileDiff> parse(byte[] patch) {
    return new UnifiedDiff(patch).read();
  }

  private List<FileDiff> read() {
    List<FileDiff> files = new ArrayList<>();
    boolean empty = false;
    while (next < lines.size()) {
      String line = lines.get(next);
      if (GIT_ONLY.matcher(line.stripTrailing()).matches()) {
        throw wrong("'" + line.strip() + "' cannot be applied: only changes of lines can");
      }
      if (line.startsWith("diff --git ") && empty) {
        throw wrong("the file before has no lines: an empty file cannot be made or removed");
      }
      empty = empty || FILE_MODE.matcher(line).lookingAt();
      next++;
      if (line.startsWith("--- ") && next < lines.size() && lines.get(next).startsWith("+++ ")) {
        String after = lines.get(next++);
        files.add(new FileDiff(name(line), name(after), hunks()));
        empty = false;
      }
    }
    if (empty) {
      throw wrong("the last file has no lines: an empty file cannot be made or removed");
    }
    if (files.isEmpty()) {
      next = 0;
      throw wrong("holds no '--- ' and '+++ ' lines of a unified diff");
    }
    return files;
  }

  private List<Hunk> hunks() {
    List<Hunk> hunks = new ArrayList<>();
    while (next < lines.size() && lines.get(next).startsWith("@@ ")) {
      hunks.add(hunk());
    }
    String following = next < lines.size() ? lines.get(next) : "";
    boolean stray = !following.isEmpty() && " +-".indexOf(following.charAt(0)) >= 0;
    if (stray && !following.startsWith("--- ") && !following.startsWith("-- ")) {
      throw wrong("a line beyond the numbers that its hunk says");
    }
    if (hunks.isEmpty()) {
      throw wrong("a file without a hunk ('@@ … @@')");
    }
    return hunks;
  }

  private Hunk hunk() {
    Matcher header = HUNK.matcher(lines.get(next));
    if (!header.matches()) {
      throw wrong("a hunk that does not begin with '@@ -LINE,COUNT +LINE,COUNT @@'");
    }
    next++;
    int old = count(header.group(2));
    int fresh = count(header.group(4));
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    while (before.size() < old || after.size() < fresh) {
      String line = next < lines.size() ? lines.get(next) : "";
      switch (line.isEmpty() ? '\0' : line.charAt(0)) {
        case ' ' -> {
          before.add(line.substring(1));
          after.add(line.substring(1));
        }
        case '\n' -> { // an empty line whose space an editor took away
          before.add(line);
          after.add(line);
        }
        case '-' -> before.add(line.substring(1));
        case '+' -> after.add(line.substring(1));
        default -> throw wrong("a hunk that is cut short");
      }
      next++;
      if (next < lines.size() && lines.get(next).startsWith("\\")) {
        withoutLineEnd(before, line.charAt(0) != '+');
        withoutLineEnd(after, line.charAt(0) != '-');
        next++;
      }
    }
    if (before.size() != old || after.size() != fresh) {
      throw wrong("a hunk with other numbers of lines than it says");
    }
    return new Hunk(Integer.parseInt(header.group(1)), before, after);
  }

  private static void withoutLineEnd(List<String> lines, boolean applies) {
    if (applies) {
      lines.addLast(lines.removeLast().replace("\n", ""));
    }
  }

  private static int count(String text) {
    return text == null ? 1 : Integer.parseInt(text);
  }

  /// The file's name without its first part and without the date that may follow it; none for
  /// `/dev/null`, and for a date at the epoch, as `diff -N` writes for what is not there.
  private Optional<String> name(String line) {
    String[] parts = line.substring(4).split("\t", 2);
    String name = new String(parts[0].strip().getBytes(ISO_8859_1), UTF_8);
    if ((parts.length == 2 && EPOCH.matcher(parts[1]).lookingAt()) || name.equals(NOTHING)) {
      return Optional.empty();
    }
    String below = name.replaceFirst("^[^/]*/", "");
    List<String> steps = List.of(below.split("/", -1));
    if (name.startsWith("\"") || steps.stream().anyMatch(Set.of("", ".", "..")::contains)) {
      throw wrong("'" + name + "' is no plain name of a file of the source");
    }
    return Optional.of(below);
  }

  /// The file's content after its hunks were applied.
  ///
  /// @throws IllegalArgumentException if one does not fit
  static byte[] apply(FileDiff diff, byte[] content) {
    List<String> text = lines(new String(content, ISO_8859_1));
    int moved = 0;
    int least = 0;
    for (int i = 0; i < diff.hunks().size(); i++) {
      Hunk hunk = diff.hunks().get(i);
      int wanted = hunk.start() - (hunk.before().isEmpty() ? 0 : 1) + moved;
      int at = place(text, hunk.before(), wanted, least);
      if (at < 0) {
        throw new IllegalArgumentException(
            "hunk " + (i + 1) + " (line " + hunk.start() + ") does not fit");
      }
      text.subList(at, at + hunk.before().size()).clear();
      text.addAll(at, hunk.after());
      least = at + hunk.after().size();
      moved = at - wanted + moved + hunk.after().size() - hunk.before().size();
    }
    return String.join("", text).getBytes(ISO_8859_1);
  }

  /// The place nearest to the wanted one where the lines stand, not before `least`; -1 for none.
  private static int place(List<String> text, List<String> before, int wanted, int least) {
    int most = text.size() - before.size();
    if (before.isEmpty()) {
      return wanted >= least && wanted <= most ? wanted : -1;
    }
    for (int distance = 0; distance <= text.size(); distance++) {
      for (int at : new int[] {wanted - distance, wanted + distance}) {
        if (at >= least && at <= most && text.subList(at, at + before.size()).equals(before)) {
          return at;
        }
      }
    }
    return -1;
  }

  /// Lines with their ends.
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(text.substring(start, end + 1));
      start = end + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("line " + (next + 1) + ": " + what);
  }
}
