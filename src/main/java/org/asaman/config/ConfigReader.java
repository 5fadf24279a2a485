package org.asaman.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.store.Digest;
import org.asaman.toml.Table;

/// Reads the settings beside a requirements file: `asaman.toml`, or `[tool.asaman]` of a
/// pyproject.toml.
public final class ConfigReader {
  private static final String FILE = "asaman.toml";
  private static final String PYPROJECT = "pyproject.toml";
  private static final long LIMIT = 4L << 20;
  private static final long PATCH_LIMIT = 16L << 20;
  private static final long LONGEST_TIMEOUT = 31_536_000;

  private static final Set<String> KEYS = Set.of("packages", "seed", "allow-binary", "remote");
  private static final Set<String> REMOTE_KEYS =
      Set.of("address", "cache", "headers", "properties", "ca", "cert", "key", "jobs");
  private static final Set<String> PACKAGE_KEYS =
      Set.of(
          "build-requires",
          "extra-build-requires",
          "environment",
          "config-settings",
          "patches",
          "sources",
          "directory",
          "timeout",
          "allow-network");
  private static final Set<String> SOURCE_KEYS = Set.of("to", "url", "path", "hashes", "unpack");

  /// What every build has from asaman, and what its paths depend on.
  private static final Set<String> FIXED =
      Set.of("PATH", "HOME", "TMPDIR", "SOURCE_DATE_EPOCH", "PYTHONHASHSEED", "PWD");

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Path folder;

  private ConfigReader(Path folder) {
    this.folder = folder;
  }

  /// The settings that stand beside a file; none where there are none.
  public static Config beside(Path requirements) {
    Path folder = Optional.ofNullable(requirements.getParent()).orElse(Path.of(""));
    Path own = folder.resolve(FILE);
    Path pyproject = folder.resolve(PYPROJECT);
    Optional<Table> tool =
        Files.isRegularFile(pyproject)
            ? Table.read(pyproject, LIMIT, "")
                .tableIfAny("tool")
                .flatMap(t -> t.tableIfAny("asaman"))
            : Optional.empty();
    if (!Files.exists(own)) {
      return tool.map(table -> new ConfigReader(folder).read(table)).orElse(Config.NONE);
    }
    if (tool.isPresent()) {
      throw new AsamanException(
          new Problem.BadLine(
              pyproject.toString(),
              tool.get().line(),
              "[tool.asaman] and " + own + " are both there",
              "keep one of them"));
    }
    return new ConfigReader(folder).read(Table.read(own, LIMIT, ""));
  }

  private Config read(Table table) {
    table.allowOnly(KEYS, "known are " + words(KEYS));
    List<Config.Entry> entries = new ArrayList<>();
    Optional<Table> packages = table.tableIfAny("packages");
    for (String key : packages.map(Table::keys).orElse(List.of())) {
      entries.add(entry(packages.orElseThrow(), key));
    }
    return new Config(
        table.file(),
        entries,
        names(table, "seed"),
        names(table, "allow-binary"),
        table.tableIfAny("remote").map(this::remote));
  }

  private RemoteConfig remote(Table table) {
    table.allowOnly(REMOTE_KEYS, "known are " + words(REMOTE_KEYS));
    if (table.has("address") == table.has("cache")) {
      throw table.refuse("address", "a server has either an 'address' or a 'cache'", "");
    }
    return new RemoteConfig(
        table.file() + ":" + table.line(),
        table.textIfAny("address"),
        table.textIfAny("cache"),
        texts(table, "headers"),
        texts(table, "properties"),
        table.textIfAny("ca").map(name -> path(table, "ca", name)),
        table.textIfAny("cert").map(name -> path(table, "cert", name)),
        table.textIfAny("key").map(name -> path(table, "key", name)),
        table.numberIfAny("jobs"));
  }

  private static SortedMap<String, String> texts(Table table, String key) {
    SortedMap<String, String> texts = new TreeMap<>();
    table
        .tableIfAny(key)
        .ifPresent(values -> values.keys().forEach(name -> texts.put(name, values.text(name))));
    return texts;
  }

  private static Set<ProjectName> names(Table table, String key) {
    return new LinkedHashSet<>(table.parsedAll(key, ProjectName::of));
  }

  private Config.Entry entry(Table packages, String key) {
    Requirement which;
    try {
      which = Requirement.parse(key);
    } catch (IllegalArgumentException e) {
      throw packages.refuse(
          key, String.valueOf(e.getMessage()), "write [packages.NAME] or [packages.\"NAME==1.0\"]");
    }
    if (!which.extras().isEmpty() || which.marker().isPresent() || which.url().isPresent()) {
      throw packages.refuse(
          key, "'" + key + "' has more than a name and versions", "write [packages.\"NAME==1.0\"]");
    }
    Table table = packages.table(key);
    table.allowOnly(PACKAGE_KEYS, "known are " + words(PACKAGE_KEYS));
    return new Config.Entry(which.name(), which.specifier(), settings(table));
  }

  private PackageConfig settings(Table table) {
    return new PackageConfig(
        table.has("build-requires")
            ? Optional.of(requirements(table, "build-requires"))
            : Optional.empty(),
        requirements(table, "extra-build-requires"),
        environment(table),
        configSettings(table),
        table.texts("patches").stream().map(name -> patch(table, name)).toList(),
        table.tables("sources").stream().map(this::source).toList(),
        table.textIfAny("directory").map(text -> inside(table, "directory", text)).orElse(""),
        timeout(table),
        table.isTrue("allow-network"));
  }

  /// The texts as they are written, each of which must be a requirement.
  private static List<String> requirements(Table table, String key) {
    List<Requirement> _ = table.parsedAll(key, Requirement::parse);
    return table.texts(key);
  }

  private static SortedMap<String, String> environment(Table table) {
    SortedMap<String, String> environment = new TreeMap<>();
    Optional<Table> variables = table.tableIfAny("environment");
    for (String name : variables.map(Table::keys).orElse(List.of())) {
      Table found = variables.orElseThrow();
      if (!VARIABLE.matcher(name).matches()) {
        throw found.refuse(name, "'" + name + "' is no name of an environment variable", "");
      }
      if (FIXED.contains(name)) {
        throw found.refuse(name, name + " is the same in every build", "leave it out");
      }
      String value = found.text(name);
      if (value.indexOf('\0') >= 0) {
        throw found.refuse(name, "the value of " + name + " holds a NUL", "");
      }
      environment.put(name, value);
    }
    return environment;
  }

  private static SortedMap<String, List<String>> configSettings(Table table) {
    SortedMap<String, List<String>> settings = new TreeMap<>();
    Optional<Table> values = table.tableIfAny("config-settings");
    values
        .map(Table::keys)
        .orElse(List.of())
        .forEach(key -> settings.put(key, values.orElseThrow().textOrTexts(key)));
    return settings;
  }

  private Patch patch(Table table, String name) {
    Path file = path(table, "patches", name);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > PATCH_LIMIT) {
        throw table.refuse("patches", "'" + name + "' is no file that can be a patch", "");
      }
      return new Patch(name, file, Digest.of(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw table.refuse("patches", "'" + name + "' cannot be read (" + Wording.why(e) + ")", "");
    }
  }

  private ExtraSource source(Table table) {
    table.allowOnly(SOURCE_KEYS, "known are " + words(SOURCE_KEYS));
    if (table.has("url") == table.has("path")) {
      throw table.refuse("url", "a source has either a 'url' or a 'path'", "");
    }
    URI url =
        table.has("url") ? table.address("url") : path(table, "path", table.text("path")).toUri();
    return new ExtraSource(
        inside(table, "to", table.text("to")), url, hashes(table), table.isTrue("unpack"));
  }

  private static List<Hash> hashes(Table table) {
    Table hashes = table.table("hashes");
    List<Hash> all =
        hashes.keys().stream().map(key -> hashes.parsed(key, hex -> new Hash(key, hex))).toList();
    if (all.stream().noneMatch(hash -> hash.algorithm().equals("sha256"))) {
      throw table.refuse("hashes", "a source without a sha256 is not taken", "add it");
    }
    return all;
  }

  private static Optional<Duration> timeout(Table table) {
    OptionalLong seconds = table.numberIfAny("timeout");
    if (seconds.isEmpty()) {
      return Optional.empty();
    }
    if (seconds.getAsLong() < 1 || seconds.getAsLong() > LONGEST_TIMEOUT) {
      throw table.refuse("timeout", "'timeout' is not between 1 and " + LONGEST_TIMEOUT, "");
    }
    return Optional.of(Duration.ofSeconds(seconds.getAsLong()));
  }

  private Path path(Table table, String key, String text) {
    try {
      return folder.resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException _) {
      throw table.refuse(key, "'" + text + "' is no path", "");
    }
  }

  /// A relative path that stays where it starts.
  private static String inside(Table table, String key, String text) {
    List<String> parts = List.of(text.split("/", -1));
    if (parts.stream()
        .anyMatch(part ->
            part.isEmpty()
                || part.equals(".")
                || part.equals("..")
                || part.chars().anyMatch(c -> c < 0x20 || c == '\\'))) {
      throw table.refuse(key, "'" + text + "' is no plain path inside the source", "");
    }
    return text;
  }

  private static String words(Set<String> keys) {
    return String.join(", ", keys.stream().sorted().toList());
  }
}
