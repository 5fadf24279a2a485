package org.asaman.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asaman.archive.Limits;

/// What one comparison may find and unpack.
final class Budget {
  private static final int MOST_DIFFERENCES = 2000;
  private static final int MOST_ARCHIVES = 200;
  private static final int MOST_PROGRAM_RUNS = 10;
  private static final long MOST_NESTED_BYTES = 1L << 30;

  private final List<Difference> differences = new ArrayList<>();
  private long more;
  private int archives;
  private int programRuns;
  private long nestedBytes;

  void add(Difference difference) {
    if (differences.size() < MOST_DIFFERENCES) {
      differences.add(difference);
    } else {
      more++;
    }
  }

  void addAll(List<Difference> found) {
    found.forEach(this::add);
  }

  /// Whether nothing that is found will be told any more.
  boolean full() {
    return differences.size() >= MOST_DIFFERENCES;
  }

  int size() {
    return differences.size();
  }

  /// Whether one more nested archive may be opened.
  boolean mayOpenArchive() {
    return ++archives <= MOST_ARCHIVES && nestedBytes < MOST_NESTED_BYTES;
  }

  boolean mayRunProgram() {
    return ++programRuns <= MOST_PROGRAM_RUNS;
  }

  /// How far the next nested archive may expand.
  Limits nestedLimits() {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        Math.max(0, MOST_NESTED_BYTES - nestedBytes),
        20_000,
        usual.pathLength(),
        usual.componentLength(),
        usual.depth(),
        usual.ratio(),
        Duration.ofSeconds(20));
  }

  void unpacked(long bytes) {
    nestedBytes += bytes;
  }

  /// All that was found; the last entry says how much more there was.
  List<Difference> differences() {
    List<Difference> all = new ArrayList<>(differences);
    if (more > 0) {
      all.add(
          new Difference(
              "",
              Difference.Kind.ARCHIVE,
              "more differences",
              "",
              "",
              List.of("at least " + more + " more differences are not told")));
    }
    return all;
  }
}
