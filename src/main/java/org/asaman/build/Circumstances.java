package org.asaman.build;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.fetch.SourcePackage;

/// The fixed circumstances of every build: its path, and its environment variables.
///
/// @param epoch SOURCE_DATE_EPOCH, in seconds
/// @param interpreterFolder where the interpreter's programs are, for PATH
record Circumstances(long epoch, String interpreterFolder) {
  /// Below it each build has a folder of its own, the same on every machine.
  static final String ROOT = "tmp/pip-wheel-build";

  /// Where a package's own settings add to ours: the prefix maps must stay.
  private static final Set<String> ADDED = Set.of("CPPFLAGS", "RUSTFLAGS");

  /// The working directory of a build, relative to the input root.
  static String workingDirectory(SourcePackage source) {
    return workingDirectory(source, Departure.NONE);
  }

  static String workingDirectory(SourcePackage source, Departure departure) {
    return departure.root() + "/" + source.name() + "-" + source.version();
  }

  /// The flags that rustc gets beside those of the source.
  static List<String> rustFlags(SourcePackage source) {
    String work = "/" + workingDirectory(source);
    return List.of("--remap-path-prefix=" + work + "=/" + source.name() + "-" + source.version());
  }

  /// All variables that an ordinary build sees, those of the package's settings among them.
  SortedMap<String, String> environment(SourcePackage source) {
    return environment(source, Departure.NONE);
  }

  /// All variables that the build sees. Where it has another path, what speaks of the fixed one
  /// stays as it is: only the path is tried.
  SortedMap<String, String> environment(SourcePackage source, Departure departure) {
    String work = "/" + workingDirectory(source);
    String actual = "/" + workingDirectory(source, departure);
    String shown = "/" + source.name() + "-" + source.version();
    SortedMap<String, String> variables =
        new TreeMap<>(
            Map.ofEntries(
                Map.entry("SOURCE_DATE_EPOCH", Long.toString(epoch)),
                Map.entry("HOME", work + "/home"),
                Map.entry("TMPDIR", work + "/tmp"),
                Map.entry("USER", "build"),
                Map.entry("LOGNAME", "build"),
                Map.entry("LANG", "C.UTF-8"),
                Map.entry("LC_ALL", "C.UTF-8"),
                Map.entry("TZ", "UTC"),
                Map.entry(
                    "PATH",
                    actual + "/env/bin:" + interpreterFolder + ":/usr/local/bin:/usr/bin:/bin"),
                Map.entry("PYTHONHASHSEED", "0"),
                Map.entry("PYTHONDONTWRITEBYTECODE", "1"),
                Map.entry("PYTHONNOUSERSITE", "1"),
                Map.entry("PYTHONUNBUFFERED", "1"),
                // Unlike CFLAGS, these add to what a package chooses for itself.
                Map.entry("CPPFLAGS", "-ffile-prefix-map=" + work + "=" + shown),
                Map.entry("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"),
                Map.entry("CARGO_INCREMENTAL", "0"),
                Map.entry("CARGO_NET_OFFLINE", "true"),
                Map.entry("CONST_RANDOM_SEED", "0")));
    if (source.config().environment().containsKey("RUSTFLAGS")) {
      variables.put("RUSTFLAGS", String.join(" ", rustFlags(source)));
    }
    source
        .config()
        .environment()
        .forEach((name, value) ->
            variables.merge(
                name,
                value,
                (ours, theirs) -> ADDED.contains(name) ? ours + " " + theirs : theirs));
    variables.putAll(departure.environment());
    return variables;
  }
}
