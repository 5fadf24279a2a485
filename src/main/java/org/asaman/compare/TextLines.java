package org.asaman.compare;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Two texts, line by line.
final class TextLines {
  static final int MOST_PLACES = 50;
  private static final int MOST_BYTES = 8 << 20;
  private static final int MOST_LINES_TO_ALIGN = 6000;
  private static final int MOST_DETAIL = 40;
  private static final int CONTEXT = 3;

  private TextLines() {}

  /// One difference for each changed line or, where lines came or went, for each run of them.
  static List<Difference> compare(String member, byte[] left, byte[] right) throws Unreadable {
    List<String> leftLines = List.of(text(left).split("\n", -1));
    List<String> rightLines = List.of(text(right).split("\n", -1));
    return leftLines.size() == rightLines.size()
        ? changed(member, leftLines, rightLines)
        : hunks(member, leftLines, rightLines);
  }

  /// UTF-8 without a NUL.
  static String text(byte[] content) throws Unreadable {
    if (content.length > MOST_BYTES) {
      throw new Unreadable("is too long for a text");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new Unreadable("has a NUL");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Unreadable("is not UTF-8", e);
    }
  }

  private static List<Difference> changed(String member, List<String> left, List<String> right) {
    List<Difference> found = new ArrayList<>();
    int more = 0;
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i).equals(right.get(i))) {
        continue;
      }
      if (found.size() < MOST_PLACES) {
        found.add(
            Shown.of(left.get(i), right.get(i))
                .at(member, Difference.Kind.TEXT, "line " + (i + 1)));
      } else {
        more++;
      }
    }
    return withMore(member, found, more, "lines");
  }

  private static List<Difference> hunks(String member, List<String> left, List<String> right) {
    List<Difference> found = new ArrayList<>();
    List<AbstractDelta<String>> deltas = deltas(left, right);
    for (AbstractDelta<String> delta : deltas.stream().limit(MOST_PLACES).toList()) {
      found.add(
          Shown.of(first(delta.getSource()), first(delta.getTarget()))
              .at(member, Difference.Kind.TEXT, place(delta), unified(delta, left)));
    }
    return withMore(member, found, deltas.size() - found.size(), "lines");
  }

  static List<Difference> withMore(String member, List<Difference> found, int more, String what) {
    if (more > 0) {
      found.add(
          new Difference(
              member,
              found.getFirst().kind(),
              "more " + what,
              "",
              "",
              List.of(more + " more places differ")));
    }
    return found;
  }

  /// The lines of a unified diff that say what became of one text.
  static List<String> diff(String left, String right) {
    List<String> leftLines = List.of(left.split("\n", -1));
    List<String> rightLines = List.of(right.split("\n", -1));
    List<String> lines = new ArrayList<>();
    for (AbstractDelta<String> delta : deltas(leftLines, rightLines)) {
      lines.addAll(unified(delta, leftLines));
      if (lines.size() >= MOST_DETAIL) {
        return cut(lines);
      }
    }
    return lines;
  }

  /// The runs of lines that differ; equal starts and ends are not given to the algorithm, and what
  /// is too long for it is one run.
  private static List<AbstractDelta<String>> deltas(List<String> left, List<String> right) {
    int shorter = Math.min(left.size(), right.size());
    int start = 0;
    while (start < shorter && left.get(start).equals(right.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && left.get(left.size() - 1 - end).equals(right.get(right.size() - 1 - end))) {
      end++;
    }
    List<String> leftMiddle = left.subList(start, left.size() - end);
    List<String> rightMiddle = right.subList(start, right.size() - end);
    if (leftMiddle.size() + rightMiddle.size() > MOST_LINES_TO_ALIGN) {
      return List.of(
          new ChangeDelta<>(new Chunk<>(start, leftMiddle), new Chunk<>(start, rightMiddle)));
    }
    List<AbstractDelta<String>> runs = new ArrayList<>();
    for (AbstractDelta<String> delta :
        DiffUtils.diff(leftMiddle, rightMiddle, new MyersDiffWithLinearSpace<String>())
            .getDeltas()) {
      AbstractDelta<String> moved =
          new ChangeDelta<>(moved(delta.getSource(), start), moved(delta.getTarget(), start));
      if (!runs.isEmpty() && touch(runs.getLast(), moved)) {
        moved = joined(runs.removeLast(), moved);
      }
      runs.add(moved);
    }
    return runs;
  }

  private static Chunk<String> moved(Chunk<String> chunk, int by) {
    return new Chunk<>(chunk.getPosition() + by, chunk.getLines());
  }

  private static boolean touch(AbstractDelta<String> one, AbstractDelta<String> next) {
    return end(one.getSource()) == next.getSource().getPosition()
        && end(one.getTarget()) == next.getTarget().getPosition();
  }

  private static int end(Chunk<String> chunk) {
    return chunk.getPosition() + chunk.size();
  }

  private static AbstractDelta<String> joined(
      AbstractDelta<String> one, AbstractDelta<String> next) {
    return new ChangeDelta<>(
        joined(one.getSource(), next.getSource()), joined(one.getTarget(), next.getTarget()));
  }

  private static Chunk<String> joined(Chunk<String> one, Chunk<String> next) {
    List<String> lines = new ArrayList<>(one.getLines());
    lines.addAll(next.getLines());
    return new Chunk<>(one.getPosition(), lines);
  }

  private static String first(Chunk<String> chunk) {
    return chunk.getLines().isEmpty() ? "" : chunk.getLines().getFirst();
  }

  private static String place(AbstractDelta<String> delta) {
    int from = delta.getSource().getPosition() + 1;
    int to = from + delta.getSource().size() - 1;
    return to <= from ? "line " + from : "lines " + from + "-" + to;
  }

  private static List<String> unified(AbstractDelta<String> delta, List<String> left) {
    int at = delta.getSource().getPosition();
    int from = Math.max(0, at - CONTEXT);
    int after = end(delta.getSource());
    int to = Math.min(left.size(), after + CONTEXT);
    int context = at - from + to - after;
    List<String> lines = new ArrayList<>();
    lines.add(
        "@@ -"
            + (from + 1)
            + ","
            + (context + delta.getSource().size())
            + " +"
            + (delta.getTarget().getPosition() - (at - from) + 1)
            + ","
            + (context + delta.getTarget().size())
            + " @@");
    left.subList(from, at).forEach(line -> lines.add(" " + line));
    delta.getSource().getLines().stream()
        .limit(MOST_DETAIL / 2)
        .forEach(line -> lines.add("-" + line));
    delta.getTarget().getLines().stream()
        .limit(MOST_DETAIL / 2)
        .forEach(line -> lines.add("+" + line));
    left.subList(after, to).forEach(line -> lines.add(" " + line));
    return cut(lines);
  }

  private static List<String> cut(List<String> lines) {
    List<String> most = new ArrayList<>(lines.subList(0, Math.min(lines.size(), MOST_DETAIL + 10)));
    if (most.size() < lines.size()) {
      most.add("…");
    }
    return most;
  }
}
