package org.asaman.wheel;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Says how a RECORD that is right differs from the canonical one.
final class RecordDifferences {
  private RecordDifferences() {}

  static Optional<Change> between(byte[] was, byte[] now) {
    if (Arrays.equals(was, now)) {
      return Optional.empty();
    }
    List<RecordFile.Entry> before = RecordFile.parse(was).entries();
    List<RecordFile.Entry> after = RecordFile.parse(now).entries();
    List<String> how =
        Stream.of(
                when(!isSorted(before), "lines sorted"),
                when(before.size() > after.size(), "signatures no longer listed"),
                when(hasOtherHashes(before), "hashes by SHA-256"),
                when(sizes(before) < sizes(after), "sizes added"),
                when(hasNewHashes(before, after), "hashes of rewritten files"),
                when(hasCarriageReturn(was), "lines end in a line feed"))
            .flatMap(Optional::stream)
            .toList();
    return Optional.of(
        new Change.RecordRewritten(how.isEmpty() ? List.of("quotes and last line end") : how));
  }

  private static Optional<String> when(boolean holds, String what) {
    return holds ? Optional.of(what) : Optional.empty();
  }

  private static boolean isSorted(List<RecordFile.Entry> entries) {
    return entries.equals(
        entries.stream()
            .sorted(Comparator.comparing(RecordFile.Entry::path, MemberOrder.BYTEWISE))
            .toList());
  }

  private static boolean hasOtherHashes(List<RecordFile.Entry> entries) {
    return entries.stream()
        .flatMap(entry -> entry.hash().stream())
        .anyMatch(hash -> !hash.startsWith("sha256="));
  }

  /// Whether a file has another SHA-256 than it had.
  private static boolean hasNewHashes(List<RecordFile.Entry> before, List<RecordFile.Entry> after) {
    Map<String, String> was = new HashMap<>();
    before.forEach(entry ->
        entry
            .hash()
            .filter(hash -> hash.startsWith("sha256="))
            .ifPresent(hash -> was.put(entry.path(), hash)));
    return after.stream()
        .anyMatch(entry ->
            was.containsKey(entry.path())
                && !entry.hash().equals(Optional.of(was.get(entry.path()))));
  }

  private static long sizes(List<RecordFile.Entry> entries) {
    return entries.stream().filter(entry -> entry.size().isPresent()).count();
  }

  private static boolean hasCarriageReturn(byte[] content) {
    for (byte b : content) {
      if (b == '\r') {
        return true;
      }
    }
    return false;
  }
}
