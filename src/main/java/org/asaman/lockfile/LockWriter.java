package org.asaman.lockfile;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.asaman.crates.LockedCrates;
import org.asaman.index.DistributionFile;
import org.asaman.requirements.Hash;
import org.asaman.toml.TomlText;

/// A build lock as text: sorted, one fact a line, so that what changes is what a diff shows.
///
/// Files are described in the words of PEP 751.
public final class LockWriter {
  static final String FORMAT = "1.0";

  private static final String HEADER =
      """
      # Every input of the builds of a requirements file: made by asaman lock, used by asaman -r.
      # asaman lock --upgrade renews it.
      """;

  private final StringBuilder text = new StringBuilder(HEADER);
  private final Optional<Path> folder;

  private LockWriter(Optional<Path> folder) {
    this.folder = folder;
  }

  /// The text of a lock.
  ///
  /// @param folder where it will lie: files of this machine are named relative to it
  public static String text(BuildLock lock, Path folder) {
    return new LockWriter(Optional.of(folder.toAbsolutePath().normalize())).write(lock);
  }

  /// The text of a lock that may lie anywhere: files of this machine are named without a folder.
  public static String portable(BuildLock lock) {
    return new LockWriter(Optional.empty()).write(lock);
  }

  private String write(BuildLock lock) {
    line("lock-version", TomlText.string(FORMAT));
    line("created-by", TomlText.string("asaman"));
    line("build-deps", TomlText.string(lock.fromSource() ? "source" : "binary"));
    text.append("\n[interpreter]\n");
    line("implementation", TomlText.string(lock.interpreter().implementation()));
    line("version", TomlText.string(lock.interpreter().version()));
    line("platform", TomlText.string(lock.interpreter().platform()));
    lock.packages().values().forEach(this::write);
    lock.requirements().values().forEach(this::write);
    return text.toString();
  }

  private void write(LockedPackage locked) {
    text.append("\n[[packages]]\n");
    line("name", TomlText.string(locked.release().name().value()));
    line("version", TomlText.string(locked.release().version().toString()));
    line("requested", Boolean.toString(locked.requested()));
    line("sdist", file(locked.sdist()));
    line("build-backend", TomlText.string(locked.backend()));
    if (!locked.backendPath().isEmpty()) {
      line("backend-path", TomlText.array(locked.backendPath()));
    }
    line("requires", TomlText.array(locked.requires()));
    line("dynamic-requires", TomlText.array(locked.dynamicRequires()));
    locked
        .asOf()
        .ifPresent(asOf -> {
          line("as-of", asOf.instant().toString());
          line("as-of-reason", TomlText.string(asOf.reason().toString()));
        });
    if (!locked.undated().isEmpty()) {
      line("undated", TomlText.array(locked.undated().stream().map(Object::toString).toList()));
    }
    line(
        "build-requirements",
        TomlText.lines(
            locked.buildRequirements().stream().map(r -> TomlText.string(r.toString())).toList()));
    LockedCrates crates = locked.crates();
    if (!crates.crates().isEmpty()) {
      line(
          "crates",
          TomlText.lines(
              crates.crates().stream().map(c -> TomlText.string(c.toString())).toList()));
    }
    if (!crates.madeLocks().isEmpty()) {
      line(
          "cargo-locks",
          TomlText.lines(
              crates.madeLocks().entrySet().stream().map(LockWriter::cargoLock).toList()));
    }
    if (!locked.settings().isEmpty()) {
      line("settings", TomlText.lines(locked.settings().stream().map(TomlText::string).toList()));
    }
  }

  private static String cargoLock(Map.Entry<String, String> lock) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("path", TomlText.string(lock.getKey()));
    fields.put("text", TomlText.string(lock.getValue()));
    return TomlText.inline(fields);
  }

  private void write(LockedRequirement requirement) {
    text.append("\n[[build-requirements]]\n");
    line("name", TomlText.string(requirement.release().name().value()));
    line("version", TomlText.string(requirement.release().version().toString()));
    requirement.binary().ifPresent(why -> line("binary", TomlText.string(why.toString())));
    List<DistributionFile> sdists =
        requirement.files().stream().filter(file -> !file.isWheel()).toList();
    if (!sdists.isEmpty()) {
      line("sdist", file(sdists.getFirst()));
    }
    line(
        "wheels",
        TomlText.lines(
            requirement.files().stream()
                .filter(DistributionFile::isWheel)
                .map(this::file)
                .toList()));
  }

  private String file(DistributionFile file) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", TomlText.string(file.filename()));
    file.uploadTime().ifPresent(time -> fields.put("upload-time", time.toString()));
    URI url = file.url();
    if ("file".equalsIgnoreCase(url.getScheme())) {
      Path path = Path.of(url);
      Path shown = folder.map(f -> f.relativize(path)).orElseGet(() -> Path.of(file.filename()));
      fields.put("path", TomlText.string(shown.toString()));
    } else {
      fields.put("url", TomlText.string(url.toString()));
    }
    file.size().ifPresent(size -> fields.put("size", Long.toString(size)));
    fields.put(
        "hashes",
        TomlText.inline(
            file.hashes().stream()
                .sorted()
                .collect(
                    Collectors.toMap(
                        Hash::algorithm,
                        hash -> TomlText.string(hash.hex()),
                        (first, _) -> first,
                        LinkedHashMap::new))));
    return TomlText.inline(fields);
  }

  private void line(String key, String value) {
    text.append(key).append(" = ").append(value).append('\n');
  }
}
