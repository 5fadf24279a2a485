package org.asaman.crates;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.asaman.toml.Table;
import org.asaman.toml.TomlText;

/// What Cargo is told for a build, in a file above the source: where crates are, and which flags
/// rustc gets beside the source's own.
///
/// The variable RUSTFLAGS would take the place of flags that a source states; a file adds to them.
final class CargoConfiguration {
  private final List<Table> own;

  /// @param own the configurations that the source has
  CargoConfiguration(List<Table> own) {
    this.own = List.copyOf(own);
  }

  /// Whether the source brings its crates along.
  boolean vendors() {
    return own.stream()
        .flatMap(table -> table.tableIfAny("source").stream())
        .flatMap(sources -> sources.tableIfAny("crates-io").stream())
        .anyMatch(source -> source.has("replace-with"));
  }

  /// Whether rustc is asked for code for the processor that it runs on.
  boolean isForOwnProcessor() {
    return own.stream()
        .map(table -> table.textOf(Set.of("build", "target", "profile"), Set.of()))
        .anyMatch(text -> text.contains("target-cpu=native"));
  }

  /// @param crates the folder of crates, beside the folder that the file lies in
  /// @param flags for rustc
  byte[] text(Optional<String> crates, List<String> flags) {
    StringBuilder text = new StringBuilder();
    crates.ifPresent(folder ->
        text.append(
                "[source.crates-io]\nreplace-with = \"asaman\"\n\n[source.asaman]\ndirectory = ")
            .append(TomlText.string(folder))
            .append("\n\n"));
    // Cargo heeds the flags of [build] only where no [target] has any.
    text.append(targetHasFlags() ? "[target.'cfg(all())']\n" : "[build]\n");
    text.append("rustflags = [");
    text.append(String.join(", ", flags.stream().map(TomlText::string).toList()));
    return text.append("]\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private boolean targetHasFlags() {
    return own.stream()
        .flatMap(table -> table.tableIfAny("target").stream())
        .flatMap(
            targets -> targets.keys().stream().flatMap(key -> targets.tableIfAny(key).stream()))
        .anyMatch(target -> target.has("rustflags"));
  }
}
