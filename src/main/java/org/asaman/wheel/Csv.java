package org.asaman.wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Comma-separated values as RECORD holds them: quotes where needed, quotes doubled inside quotes.
///
/// Reading takes only what every reader takes the same way: a quote within an unquoted field, text
/// after a closing quote and an open quote at the end are refused.
final class Csv {
  private final String text;
  private int at;
  private int line = 1;

  private Csv(String text) {
    this.text = text;
  }

  /// One line of the text, with its number counted from 1.
  record Row(int line, List<String> fields) {}

  static List<Row> rows(String text) {
    Csv csv = new Csv(text);
    List<Row> rows = new ArrayList<>();
    while (csv.at < text.length()) {
      rows.add(new Row(csv.line, csv.row()));
      csv.line++;
    }
    return rows;
  }

  /// One row with its line end, as Python's `csv` writes it.
  static String row(List<String> fields) {
    return fields.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  private List<String> row() {
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      fields.add(field());
    }
    lineEnd();
    return fields;
  }

  private String field() {
    return at < text.length() && text.charAt(at) == '"' ? quotedField() : plainField();
  }

  private String plainField() {
    int start = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == '"') {
        throw refused("a quote within an unquoted field");
      }
      at++;
    }
    return text.substring(start, at);
  }

  private String quotedField() {
    StringBuilder field = new StringBuilder();
    for (at++; ; at++) {
      int end = text.indexOf('"', at);
      if (end < 0) {
        throw refused("a quote that is never closed");
      }
      field.append(text, at, end);
      at = end + 1;
      if (at == text.length() || text.charAt(at) != '"') {
        return field.toString();
      }
      field.append('"');
    }
  }

  private void lineEnd() {
    if (text.startsWith("\r\n", at)) {
      at += 2;
    } else if (at < text.length() && text.charAt(at) == '\n') {
      at++;
    } else if (at < text.length()) {
      throw refused("text after a closing quote, or a bare carriage return");
    }
  }

  private IllegalArgumentException refused(String what) {
    return new IllegalArgumentException("line " + line + ": " + what);
  }
}
