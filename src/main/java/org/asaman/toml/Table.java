package org.asaman.toml;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// A table of a TOML file, read by what each key must hold.
///
/// What does not fit is refused with file, line and column. Keys are single names, never paths.
public final class Table {
  private final String file;
  private final TomlTable table;
  private final @Nullable TomlPosition position;

  private Table(String file, TomlTable table, @Nullable TomlPosition position) {
    this.file = file;
    this.table = table;
    this.position = position;
  }

  /// The root table of a file of at most `limit` bytes.
  ///
  /// @param hint what to do if it cannot be read
  public static Table read(Path file, long limit, String hint) {
    byte[] bytes;
    try {
      if (!Files.isRegularFile(file)) {
        throw bad(file, Files.exists(file) ? "is not a file" : "no such file", hint);
      }
      if (Files.size(file) > limit) {
        throw bad(file, "is larger than " + (limit >> 20) + " MiB", hint);
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw bad(file, "cannot be read (" + Wording.why(e) + ")", hint);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(file.toString(), text, hint);
    } catch (CharacterCodingException _) {
      throw bad(file, "is not UTF-8", hint);
    }
  }

  /// The root table of a text that is shown as `file`.
  public static Table parse(String file, String text, String hint) {
    TomlParseResult result = Toml.parse(text);
    if (result.hasErrors()) {
      TomlParseError error = result.errors().getFirst();
      String what = String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
      throw refuse(file, error.position(), what, hint);
    }
    return new Table(file, result, TomlPosition.positionAt(1, 1));
  }

  private static AsamanException bad(Path file, String what, String hint) {
    return new AsamanException(new Problem.BadFile(file.toString(), what, hint));
  }

  public String file() {
    return file;
  }

  public int line() {
    return position == null ? 1 : position.line();
  }

  /// Its keys, in the order of the file.
  public List<String> keys() {
    return table.keySet().stream()
        .sorted(
            Comparator.comparingInt((String key) -> place(key, TomlPosition::line))
                .thenComparingInt(key -> place(key, TomlPosition::column)))
        .toList();
  }

  private int place(String key, ToIntFunction<TomlPosition> part) {
    @Nullable TomlPosition at = table.inputPositionOf(List.of(key));
    return at == null ? 0 : part.applyAsInt(at);
  }

  /// The text of a file that holds these of its keys, and no others.
  ///
  /// @param without keys that are left out wherever they stand below
  public String textOf(Set<String> wanted, Set<String> without) {
    Map<String, Object> values = plain(table, without);
    values.keySet().retainAll(wanted);
    return Toml.toToml(values);
  }

  private static Map<String, Object> plain(TomlTable table, Set<String> without) {
    Map<String, Object> values = new TreeMap<>();
    table
        .toMap()
        .forEach((key, value) -> {
          if (!without.contains(key)) {
            values.put(key, value instanceof TomlTable inner ? plain(inner, without) : value);
          }
        });
    return values;
  }

  public boolean has(String key) {
    return table.contains(List.of(key));
  }

  /// Refuses the first key that is none of these.
  public void allowOnly(Set<String> keys, String hint) {
    for (String key : table.keySet()) {
      if (!keys.contains(key)) {
        throw refuse(key, "unknown key '" + key + "'", hint);
      }
    }
  }

  /// The problem that a key's value is, or the table's where it has no such key.
  public AsamanException refuse(String key, String what, String hint) {
    @Nullable TomlPosition at = table.inputPositionOf(List.of(key));
    return refuse(file, at == null ? position : at, what, hint);
  }

  private static AsamanException refuse(
      String file, @Nullable TomlPosition at, String what, String hint) {
    int line = at == null ? 1 : at.line();
    int column = at == null ? 1 : at.column();
    return new AsamanException(new Problem.BadPlace(file, line, column, what, hint));
  }

  public String text(String key) {
    return required(key, textIfAny(key));
  }

  public Optional<String> textIfAny(String key) {
    return value(key, String.class, "a string");
  }

  /// A text as what `parser` makes of it; its IllegalArgumentException is worded with the place.
  public <T> T parsed(String key, Function<String, T> parser) {
    return parse(key, text(key), parser);
  }

  public <T> Optional<T> parsedIfAny(String key, Function<String, T> parser) {
    return textIfAny(key).map(text -> parse(key, text, parser));
  }

  private <T> T parse(String key, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw refuse(key, "'" + key + "': " + e.getMessage(), "");
    }
  }

  /// An http or https address of a host.
  public URI address(String key) {
    return parsed(
        key,
        text -> {
          URI uri = URI.create(text);
          String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
          if (!scheme.matches("https?") || uri.getHost() == null || uri.getPath() == null) {
            throw new IllegalArgumentException("'" + text + "' is no http or https address");
          }
          return uri;
        });
  }

  public boolean isTrue(String key) {
    return value(key, Boolean.class, "true or false").orElse(false);
  }

  public OptionalLong numberIfAny(String key) {
    Optional<Long> number = value(key, Long.class, "a number");
    return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
  }

  /// A date and time with its offset; a date alone is its beginning in UTC.
  public Optional<Instant> instantIfAny(String key) {
    return switch (table.get(List.of(key))) {
      case null -> Optional.empty();
      case OffsetDateTime time -> Optional.of(time.toInstant());
      case LocalDate date -> Optional.of(date.atStartOfDay(ZoneOffset.UTC).toInstant());
      default -> throw wrong(key, "a date and time such as 2024-01-31T12:00:00Z");
    };
  }

  /// The strings of an array; none where there is no such key.
  public List<String> texts(String key) {
    return elements(key, String.class, "strings");
  }

  public <T> List<T> parsedAll(String key, Function<String, T> parser) {
    return texts(key).stream().map(text -> parse(key, text, parser)).toList();
  }

  public boolean isTable(String key) {
    return table.get(List.of(key)) instanceof TomlTable;
  }

  public Table table(String key) {
    return required(key, tableIfAny(key));
  }

  public Optional<Table> tableIfAny(String key) {
    return value(key, TomlTable.class, "a table")
        .map(found -> new Table(file, found, positionOf(key)));
  }

  /// The tables of an array; none where there is no such key.
  public List<Table> tables(String key) {
    List<Table> tables = new ArrayList<>();
    if (table.get(List.of(key)) instanceof TomlArray array) {
      List<TomlTable> found = elements(key, TomlTable.class, "tables");
      for (int i = 0; i < found.size(); i++) {
        tables.add(new Table(file, found.get(i), array.inputPositionOf(i)));
      }
    } else if (has(key)) {
      throw wrong(key, "an array of tables");
    }
    return tables;
  }

  /// A key that holds one string or an array of them.
  public List<String> textOrTexts(String key) {
    return table.get(List.of(key)) instanceof String text ? List.of(text) : texts(key);
  }

  private <T> List<T> elements(String key, Class<T> type, String what) {
    Optional<TomlArray> array = value(key, TomlArray.class, "an array of " + what);
    List<T> elements = new ArrayList<>();
    if (array.isPresent()) {
      for (int i = 0; i < array.get().size(); i++) {
        Object element = array.get().get(i);
        if (!type.isInstance(element)) {
          throw refuse(file, array.get().inputPositionOf(i), "'" + key + "' must hold " + what, "");
        }
        elements.add(type.cast(element));
      }
    }
    return elements;
  }

  private <T> Optional<T> value(String key, Class<T> type, String what) {
    Object value = table.get(List.of(key));
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw wrong(key, what);
    }
    return Optional.of(type.cast(value));
  }

  private AsamanException wrong(String key, String what) {
    return refuse(key, "'" + key + "' must be " + what, "");
  }

  private <T> T required(String key, Optional<T> value) {
    return value.orElseThrow(() -> refuse(key, "has no '" + key + "'", ""));
  }

  private @Nullable TomlPosition positionOf(String key) {
    @Nullable TomlPosition at = table.inputPositionOf(List.of(key));
    return at == null ? position : at;
  }
}
