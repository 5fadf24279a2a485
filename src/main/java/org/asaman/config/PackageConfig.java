package org.asaman.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asaman.requirements.Hash;
import org.asaman.toml.TomlText;

/// What the user's settings change in the build of one package; all of it but the time limit is an
/// input of the build's action.
///
/// @param buildRequires in place of all that the source and its backend ask for
/// @param extraBuildRequires beside that
/// @param environment variables of the build
/// @param configSettings for the backend, several values of one key in their order
/// @param directory the folder of the source that is built, '/'-separated; empty for its top
/// @param network whether the build may use the network
public record PackageConfig(
    Optional<List<String>> buildRequires,
    List<String> extraBuildRequires,
    SortedMap<String, String> environment,
    SortedMap<String, List<String>> configSettings,
    List<Patch> patches,
    List<ExtraSource> sources,
    String directory,
    Optional<Duration> timeout,
    boolean network) {

  /// Nothing changed.
  public static final PackageConfig NONE =
      new PackageConfig(
          Optional.empty(),
          List.of(),
          new TreeMap<>(),
          new TreeMap<>(),
          List.of(),
          List.of(),
          "",
          Optional.empty(),
          false);

  public PackageConfig {
    buildRequires = buildRequires.map(List::copyOf);
    extraBuildRequires = List.copyOf(extraBuildRequires);
    environment = new TreeMap<>(environment);
    configSettings = new TreeMap<>(configSettings);
    patches = List.copyOf(patches);
    sources = List.copyOf(sources);
  }

  /// These settings with later ones over them: lists and tables grow, single values are replaced.
  PackageConfig with(PackageConfig later) {
    SortedMap<String, String> variables = new TreeMap<>(environment);
    variables.putAll(later.environment);
    return new PackageConfig(
        later.buildRequires.or(() -> buildRequires),
        joined(extraBuildRequires, later.extraBuildRequires),
        variables,
        merged(configSettings, later.configSettings),
        joined(patches, later.patches),
        joined(sources, later.sources),
        later.directory.isEmpty() ? directory : later.directory,
        later.timeout.or(() -> timeout),
        network || later.network);
  }

  /// These settings with what a requirements line hands to the backend over them.
  public PackageConfig withConfigSettings(Map<String, List<String>> ofLine) {
    return new PackageConfig(
        buildRequires,
        extraBuildRequires,
        environment,
        merged(configSettings, ofLine),
        patches,
        sources,
        directory,
        timeout,
        network);
  }

  /// Whether the source itself is another one than the sdist's.
  public boolean changesSource() {
    return !patches.isEmpty() || !sources.isEmpty() || !directory.isEmpty();
  }

  /// What changes the source, a line each: equal lines mean equal changes.
  public List<String> sourceFacts() {
    List<String> facts = new ArrayList<>();
    sources.forEach(source ->
        facts.add(
            "source "
                + source.to()
                + (source.unpack() ? " unpacked from " : " from ")
                + source.hashes().stream().map(Hash::toString).collect(Collectors.joining(" "))));
    patches.forEach(
        patch -> facts.add("patch " + patch.name() + " sha256:" + patch.digest().hash()));
    if (!directory.isEmpty()) {
      facts.add("directory " + directory);
    }
    return facts;
  }

  /// All inputs that the settings are, a line each, fit to be read and compared.
  public List<String> facts() {
    List<String> facts = new ArrayList<>(sourceFacts());
    buildRequires.ifPresent(list -> facts.add("build-requires " + String.join(", ", list)));
    extraBuildRequires.forEach(text -> facts.add("extra-build-requires " + text));
    environment.forEach((name, value) -> facts.add("environment " + name + "=" + value));
    configSettings.forEach((key, values) ->
        facts.add("config-settings " + TomlText.key(key) + " = " + TomlText.array(values)));
    if (network) {
      facts.add("allow-network");
    }
    return facts;
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static SortedMap<String, List<String>> merged(
      Map<String, List<String>> first, Map<String, List<String>> second) {
    SortedMap<String, List<String>> all = new TreeMap<>(first);
    second.forEach((key, values) -> all.put(key, new ArrayList<>(values)));
    return all;
  }
}
