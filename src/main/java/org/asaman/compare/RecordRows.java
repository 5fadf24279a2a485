package org.asaman.compare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Two RECORD files, row by row, without what follows from differences of other members.
final class RecordRows {
  private static final int MOST_ROWS = 50;

  private RecordRows() {}

  /// Tells rows of members that do not differ themselves, else how the files are written.
  ///
  /// @param differing the paths of members that differ
  static List<Difference> compare(String member, byte[] left, byte[] right, Set<String> differing) {
    Map<String, String> leftRows = rows(left);
    Map<String, String> rightRows = rows(right);
    List<Difference> found = new ArrayList<>();
    Set<String> paths = new TreeSet<>(leftRows.keySet());
    paths.addAll(rightRows.keySet());
    boolean consequences = false;
    int more = 0;
    for (String path : paths) {
      String leftRow = leftRows.getOrDefault(path, "");
      String rightRow = rightRows.getOrDefault(path, "");
      if (leftRow.equals(rightRow)) {
        continue;
      }
      if (differing.contains(path) && !Names.isRecord(path)) {
        consequences = true;
      } else if (found.size() < MOST_ROWS) {
        found.add(Shown.of(leftRow, rightRow).at(member, Difference.Kind.RECORD, "row " + path));
      } else {
        more++;
      }
    }
    if (more > 0) {
      found.add(
          new Difference(
              member, Difference.Kind.RECORD, "more rows", "", "", List.of(more + " more")));
    }
    order(member, leftRows, rightRows, found);
    if (found.isEmpty() && !consequences) {
      found.add(
          Shown.of(left.length + " bytes", right.length + " bytes")
              .at(
                  member,
                  Difference.Kind.RECORD,
                  "form",
                  List.of("the same rows, other line ends or quotes")));
    }
    return found;
  }

  private static void order(
      String member, Map<String, String> left, Map<String, String> right, List<Difference> found) {
    List<String> leftOrder = left.keySet().stream().filter(right::containsKey).toList();
    List<String> rightOrder = right.keySet().stream().filter(left::containsKey).toList();
    for (int i = 0; i < leftOrder.size(); i++) {
      if (!leftOrder.get(i).equals(rightOrder.get(i))) {
        found.add(
            Shown.of(leftOrder.get(i), rightOrder.get(i))
                .at(member, Difference.Kind.RECORD, "row order"));
        return;
      }
    }
  }

  /// What stands after the path of each row, by the path; the last one counts of two.
  private static Map<String, String> rows(byte[] content) {
    Map<String, String> rows = new LinkedHashMap<>();
    for (String line : new String(content, StandardCharsets.UTF_8).split("\r?\n")) {
      int size = line.lastIndexOf(',');
      int hash = size < 0 ? -1 : line.lastIndexOf(',', size - 1);
      String path = hash < 0 ? line : line.substring(0, hash);
      if (path.length() > 1 && path.startsWith("\"") && path.endsWith("\"")) {
        path = path.substring(1, path.length() - 1).replace("\"\"", "\"");
      }
      rows.put(path, hash < 0 ? "" : line.substring(hash + 1));
    }
    return rows;
  }
}
