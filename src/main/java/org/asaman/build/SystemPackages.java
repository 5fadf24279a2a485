package org.asaman.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names that a distribution gives to the packages that have what builds ask the system for.
final class SystemPackages {
  private static final String TABLE = "system-packages.tsv";

  /// What tells the distribution, the first that is there; larger files are none of that kind.
  private static final List<String> OS_RELEASE = List.of("/etc/os-release", "/usr/lib/os-release");

  private static final long MOST = 1 << 16;

  private static final Pattern ID =
      Pattern.compile("^(?:ID|ID_LIKE)=[\"']?([^\"'\n]*)", Pattern.MULTILINE);

  /// What a build may miss.
  enum Kind {
    HEADER("the header ", 3),
    LIBRARY("the library ", 4),
    DEPENDENCY("", 5),
    PROGRAM("the program ", 6);

    private final String words;
    private final int column;

    /// @param column of the table that has its names
    Kind(String words, int column) {
      this.words = words;
      this.column = column;
    }
  }

  /// A column of the table, how its packages are installed, and what its systems call themselves.
  private enum Distribution {
    DEBIAN("apt install ", 0, "debian ubuntu"),
    FEDORA("dnf install ", 1, "fedora rhel centos"),
    ALPINE("apk add ", 2, "alpine");

    private final String command;
    private final int column;
    private final String ids;

    Distribution(String command, int column, String ids) {
      this.command = command;
      this.column = column;
      this.ids = ids;
    }

    static Optional<Distribution> of(String osRelease) {
      Matcher id = ID.matcher(osRelease);
      while (id.find()) {
        List<String> words = List.of(id.group(1).split(" ", -1));
        for (Distribution one : values()) {
          if (List.of(one.ids.split(" ", -1)).stream().anyMatch(words::contains)) {
            return Optional.of(one);
          }
        }
      }
      return Optional.empty();
    }
  }

  private final Optional<Distribution> distribution;
  private final Map<Kind, Map<String, String>> packages;

  private SystemPackages(
      Optional<Distribution> distribution, Map<Kind, Map<String, String>> packages) {
    this.distribution = distribution;
    this.packages = packages;
  }

  /// The names of the distribution that a text such as `/etc/os-release` describes; none if it is
  /// not a known one.
  static SystemPackages of(String osRelease) {
    Optional<Distribution> distribution = Distribution.of(osRelease);
    return new SystemPackages(
        distribution, distribution.map(SystemPackages::table).orElse(Map.of()));
  }

  /// The names of the distribution of the system that builds see.
  ///
  /// @param at where a path of that system is on this machine
  static SystemPackages in(Function<String, Path> at) {
    for (Path file : OS_RELEASE.stream().map(at).toList()) {
      try {
        if (Files.isRegularFile(file) && Files.size(file) <= MOST) {
          return of(Files.readString(file, StandardCharsets.UTF_8));
        }
      } catch (IOException | UncheckedIOException _) {
        // A hint is no reason to fail.
      }
    }
    return of("");
  }

  boolean isDebian() {
    return distribution.equals(Optional.of(Distribution.DEBIAN));
  }

  /// What to do where something is missing.
  String hint(Kind kind, String name) {
    String what = kind.words + name;
    return find(kind, name)
        .map(
            found -> "install what has " + what + ": " + distribution.orElseThrow().command + found)
        .orElse(
            kind == Kind.PROGRAM
                ? "install " + what + " so that it is on PATH"
                : "install the development package "
                    + (kind == Kind.HEADER ? "that has " : "of ")
                    + what);
  }

  /// The package that has it; of a header below several folders, the innermost that is listed.
  private Optional<String> find(Kind kind, String name) {
    Map<String, String> known = packages.getOrDefault(kind, Map.of());
    String key = key(kind, name);
    Optional<String> found = Optional.ofNullable(known.get(key));
    for (int slash = key.lastIndexOf('/');
        found.isEmpty() && kind == Kind.HEADER && slash > 0;
        slash = key.lastIndexOf('/', slash - 1)) {
      found = Optional.ofNullable(known.get(key.substring(0, slash + 1)));
    }
    return found;
  }

  private static String key(Kind kind, String name) {
    return kind == Kind.DEPENDENCY ? name.toLowerCase(Locale.ROOT) : name;
  }

  private static Map<Kind, Map<String, String>> table(Distribution distribution) {
    Map<Kind, Map<String, String>> packages = new HashMap<>();
    rows()
        .forEach(row -> {
          String name = row.get(distribution.column);
          if (!name.equals("-")) {
            for (Kind kind : Kind.values()) {
              for (String asked : row.get(kind.column).split(" ", -1)) {
                packages.computeIfAbsent(kind, _ -> new HashMap<>()).put(key(kind, asked), name);
              }
            }
          }
        });
    return packages;
  }

  /// The rows of the table, each of as many columns.
  static List<List<String>> rows() {
    try (InputStream in =
        Objects.requireNonNull(SystemPackages.class.getResourceAsStream(TABLE), TABLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split("\t", -1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
