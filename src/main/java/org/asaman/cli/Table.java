package org.asaman.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.function.UnaryOperator;

/// Prints rows of text in columns.
final class Table {
  private Table() {}

  /// @param rows the first has the headings; all have as many columns
  /// @param style of the last column, which is as wide as it is
  static void print(PrintStream out, List<List<String>> rows, UnaryOperator<String> style) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns - 1; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      out.println(line + style.apply(row.getLast()));
    }
  }
}
