package org.asaman.requirements;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The header fields of core metadata (METADATA, PKG-INFO) and WHEEL, as Python's email parser
/// splits them.
///
/// The block ends at the first line that is neither `Name: value` nor the indented continuation of
/// one; what follows is the body and of no interest here.
public record HeaderBlock(List<Field> fields) {

  /// One field; the value keeps the line ends of its continuation lines.
  public record Field(String name, String value) {}

  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private static final Pattern FIELD =
      Pattern.compile("([\\x21-\\x39\\x3b-\\x7e]+):(.*)", Pattern.DOTALL);

  public HeaderBlock {
    fields = List.copyOf(fields);
  }

  /// Reads UTF-8; bytes that are none become replacement characters, which no name or version
  /// holds.
  public static HeaderBlock parse(byte[] content) {
    List<String> names = new ArrayList<>();
    List<StringBuilder> values = new ArrayList<>();
    for (String line : LINE_END.split(new String(content, StandardCharsets.UTF_8), -1)) {
      Matcher field = FIELD.matcher(line);
      if (!values.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"))) {
        values.getLast().append('\n').append(line);
      } else if (field.matches()) {
        names.add(field.group(1));
        values.add(new StringBuilder(field.group(2)));
      } else {
        break;
      }
    }
    return new HeaderBlock(
        IntStream.range(0, names.size())
            .mapToObj(i -> new Field(names.get(i), values.get(i).toString()))
            .toList());
  }

  /// The values of every field of that name, in order, without the white space around them.
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(field -> field.value().strip())
        .toList();
  }

  /// The value of a field that may stand there once at most.
  public Optional<String> single(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the field %s stands there %d times", name, values.size()));
    }
    return values.stream().findFirst();
  }

  /// The value of a field that must stand there once.
  public String required(String name) {
    return single(name)
        .orElseThrow(() -> new IllegalArgumentException("the field " + name + " is missing"));
  }
}
