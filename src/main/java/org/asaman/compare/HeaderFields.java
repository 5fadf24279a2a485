package org.asaman.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asaman.requirements.HeaderBlock;

/// METADATA, PKG-INFO and WHEEL, field by field.
final class HeaderFields {
  private static final Pattern BODY = Pattern.compile("\r?\n\r?\n");
  private static final int MOST_FIELDS = 50;
  private static final int MOST_VALUES = 20;

  private HeaderFields() {}

  /// One difference for each field that differs, one for the description after them.
  static List<Difference> compare(String member, Difference.Kind kind, byte[] left, byte[] right)
      throws Unreadable {
    String leftText = TextLines.text(left);
    String rightText = TextLines.text(right);
    Map<String, List<String>> leftFields = fields(left);
    Map<String, List<String>> rightFields = fields(right);
    List<Difference> found = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(leftFields.keySet());
    names.addAll(rightFields.keySet());
    int more = 0;
    for (String name : names) {
      List<String> leftValues = leftFields.getOrDefault(name, List.of());
      List<String> rightValues = rightFields.getOrDefault(name, List.of());
      if (!leftValues.equals(rightValues)) {
        if (found.size() < MOST_FIELDS) {
          found.add(field(member, kind, name, leftValues, rightValues));
        } else {
          more++;
        }
      }
    }
    List<Difference> _ = TextLines.withMore(member, found, more, "fields");
    description(member, kind, body(leftText), body(rightText), found);
    if (found.isEmpty()
        && !List.copyOf(leftFields.keySet()).equals(List.copyOf(rightFields.keySet()))) {
      found.add(
          Shown.of(String.join(", ", leftFields.keySet()), String.join(", ", rightFields.keySet()))
              .at(member, kind, "field order"));
    }
    return found;
  }

  /// The values by the field's name in the usual spelling, in the order of the first of each.
  private static Map<String, List<String>> fields(byte[] content) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (HeaderBlock.Field field : HeaderBlock.parse(content).fields()) {
      fields
          .computeIfAbsent(spelling(field.name()), _ -> new ArrayList<>())
          .add(field.value().strip());
    }
    return fields;
  }

  /// Such as `Requires-Dist`, however it is written.
  private static String spelling(String name) {
    StringBuilder spelled = new StringBuilder();
    for (String part : name.toLowerCase(Locale.ROOT).split("-", -1)) {
      spelled.append(spelled.isEmpty() ? "" : "-");
      spelled.append(
          part.isEmpty() ? "" : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return spelled.toString().replace("Url", "URL");
  }

  private static Difference field(
      String member, Difference.Kind kind, String name, List<String> left, List<String> right) {
    String place = "field " + name;
    if (left.size() <= 1 && right.size() <= 1) {
      String leftValue = left.isEmpty() ? "" : left.getFirst();
      String rightValue = right.isEmpty() ? "" : right.getFirst();
      boolean several = leftValue.contains("\n") || rightValue.contains("\n");
      return Shown.of(leftValue, rightValue)
          .at(member, kind, place, several ? TextLines.diff(leftValue, rightValue) : List.of());
    }
    List<String> removed = without(left, right);
    List<String> added = without(right, left);
    if (removed.isEmpty() && added.isEmpty()) {
      int at = 0;
      while (left.get(at).equals(right.get(at))) {
        at++;
      }
      return Shown.of(left.get(at), right.get(at))
          .at(member, kind, place, List.of("the same values in another order"));
    }
    List<String> lines = new ArrayList<>();
    removed.stream().limit(MOST_VALUES).forEach(value -> lines.add("-" + value));
    added.stream().limit(MOST_VALUES).forEach(value -> lines.add("+" + value));
    int untold =
        Math.max(0, removed.size() - MOST_VALUES) + Math.max(0, added.size() - MOST_VALUES);
    if (untold > 0) {
      lines.add("and " + untold + " more");
    }
    return Shown.of(
            removed.isEmpty() ? "" : removed.getFirst(), added.isEmpty() ? "" : added.getFirst())
        .at(member, kind, place, lines);
  }

  /// What is left of some values once each of others has taken one that is equal.
  private static List<String> without(List<String> values, List<String> others) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    others.forEach(other -> counts.merge(other, 1, Integer::sum));
    return values.stream().filter(value -> counts.merge(value, -1, Integer::sum) < 0).toList();
  }

  private static String body(String text) {
    Matcher blank = BODY.matcher(text);
    return blank.find() ? text.substring(blank.end()) : "";
  }

  private static void description(
      String member, Difference.Kind kind, String left, String right, List<Difference> found) {
    if (!left.equals(right)) {
      List<String> lines = TextLines.diff(left, right);
      String removed = firstWith('-', lines);
      String added = firstWith('+', lines);
      found.add(Shown.of(removed, added).at(member, kind, "description", lines));
    }
  }

  private static String firstWith(char sign, List<String> lines) {
    return lines.stream()
        .filter(line -> !line.isEmpty() && line.charAt(0) == sign)
        .map(line -> line.substring(1))
        .findFirst()
        .orElse("");
  }
}
