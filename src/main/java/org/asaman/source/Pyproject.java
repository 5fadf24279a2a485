package org.asaman.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Requirement;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads the `[build-system]` table of a source's pyproject.toml, as PEP 517 and 518 define it.
public final class Pyproject {
  private static final String FILE = "pyproject.toml";
  private static final String TABLE = "build-system";
  private static final long LIMIT = 4L << 20;
  private static final Set<String> KEYS = Set.of("requires", "build-backend", "backend-path");

  private final String archive;

  private Pyproject(String archive) {
    this.archive = archive;
  }

  /// How the source in `archive` is built.
  ///
  /// A source without the table is built by setuptools the old way, if it has a setup.py.
  public static BuildSystem read(SourceTree tree, Store store, String archive) {
    Pyproject pyproject = new Pyproject(archive);
    Optional<Digest> file = tree.file(FILE);
    Optional<TomlTable> table = Optional.empty();
    if (file.isPresent()) {
      table = pyproject.table(store, file.get());
    }
    if (table.isPresent()) {
      return pyproject.buildSystem(table.get());
    }
    if (tree.file("setup.py").isEmpty() && (file.isEmpty() && tree.file("setup.cfg").isEmpty())) {
      throw pyproject.refuse("", "holds neither pyproject.toml nor setup.py: not a Python source");
    }
    return BuildSystem.LEGACY;
  }

  private Optional<TomlTable> table(Store store, Digest digest) {
    if (digest.size() > LIMIT) {
      throw refuse(FILE, "is larger than " + (LIMIT >> 20) + " MiB");
    }
    TomlParseResult toml = Toml.parse(text(store.read(digest)));
    if (toml.hasErrors()) {
      TomlParseError error = toml.errors().getFirst();
      throw refuse(place(error.position()), String.valueOf(error.getMessage()));
    }
    Object value = toml.get(List.of(TABLE));
    return switch (value) {
      case null -> Optional.empty();
      case TomlTable table -> Optional.of(table);
      default ->
          throw refuse(place(toml.inputPositionOf(List.of(TABLE))), TABLE + " is not a table");
    };
  }

  private String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AsamanException(new Problem.BadArchive(archive, FILE, "is not UTF-8"), e);
    }
  }

  private BuildSystem buildSystem(TomlTable table) {
    table.keySet().stream()
        .filter(key -> !KEYS.contains(key))
        .findFirst()
        .ifPresent(key -> {
          throw refuse(place(table, key), "unknown key '" + key + "' in [" + TABLE + "]");
        });
    if (!table.contains(List.of("requires"))) {
      throw refuse(FILE, "[" + TABLE + "] has no 'requires'");
    }
    List<String> requires = strings(table, "requires");
    for (String text : requires) {
      try {
        Requirement _ = Requirement.parse(text);
      } catch (IllegalArgumentException e) {
        throw refuse(place(table, "requires"), String.valueOf(e.getMessage()));
      }
    }
    List<String> backendPath = strings(table, "backend-path");
    backendPath.forEach(path -> requireInside(table, path));
    Object backend = table.get(List.of("build-backend"));
    return switch (backend) {
      case null -> {
        if (!backendPath.isEmpty()) {
          throw refuse(place(table, "backend-path"), "backend-path needs a build-backend");
        }
        yield new BuildSystem(requires, BuildSystem.LEGACY.backend(), List.of());
      }
      case String name -> new BuildSystem(requires, backend(table, name), backendPath);
      default -> throw refuse(place(table, "build-backend"), "build-backend is not a string");
    };
  }

  private String backend(TomlTable table, String name) {
    if (!name.matches("[\\p{L}_][\\p{L}\\p{N}_.]*(:[\\p{L}_][\\p{L}\\p{N}_.]*)?")) {
      throw refuse(place(table, "build-backend"), "'" + name + "' is not a build backend");
    }
    return name;
  }

  private void requireInside(TomlTable table, String path) {
    boolean outside =
        path.startsWith("/")
            || path.indexOf('\\') >= 0
            || path.indexOf('\0') >= 0
            || List.of(path.split("/", -1)).contains("..");
    if (outside) {
      throw refuse(
          place(table, "backend-path"), "backend-path '" + path + "' leads out of the source");
    }
  }

  private List<String> strings(TomlTable table, String key) {
    Object value = table.get(List.of(key));
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof TomlArray array)) {
      throw refuse(place(table, key), key + " is not an array of strings");
    }
    List<String> strings = new ArrayList<>();
    for (Object element : array.toList()) {
      if (!(element instanceof String string)) {
        throw refuse(place(table, key), key + " is not an array of strings");
      }
      strings.add(string);
    }
    return strings;
  }

  private static String place(TomlTable table, String key) {
    return place(table.inputPositionOf(List.of(key)));
  }

  private static String place(@org.jspecify.annotations.Nullable TomlPosition position) {
    return position == null ? FILE : FILE + ":" + position.line() + ":" + position.column();
  }

  private AsamanException refuse(String member, String what) {
    return new AsamanException(new Problem.BadArchive(archive, member, what));
  }
}
