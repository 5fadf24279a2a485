package org.asaman.crates;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.asaman.toml.Table;

/// Reads the crates that a `Cargo.lock` takes from a registry; those of the source itself are left
/// out.
final class CargoLock {
  private static final String HINT = "tell the maintainers of the package";

  private CargoLock() {}

  /// @param shown names the file in messages
  static List<Crate> read(String shown, String text) {
    Table root = Table.parse(shown, text, HINT);
    Optional<Table> metadata = root.tableIfAny("metadata");
    List<Crate> crates = new ArrayList<>();
    for (Table entry : root.tables("package")) {
      Optional<String> source = entry.textIfAny("source");
      if (source.isPresent()) {
        crates.add(crate(entry, source.get(), metadata));
      }
    }
    return crates.stream().distinct().sorted().toList();
  }

  private static Crate crate(Table entry, String source, Optional<Table> metadata) {
    String name = entry.text("name");
    String version = entry.text("version");
    if (source.startsWith("git+")) {
      throw entry.refuse(
          "source",
          "the crate " + name + " comes from a git repository, of which no checksum is known",
          "use a release of the package whose crates come from a registry");
    }
    // Until 2020 checksums stood in a table of their own.
    String key = "checksum " + name + " " + version + " (" + source + ")";
    String checksum =
        entry
            .textIfAny("checksum")
            .or(() -> metadata.flatMap(table -> table.textIfAny(key)))
            .orElseThrow(() ->
                entry.refuse(
                    "name", "the crate " + name + " " + version + " has no checksum", HINT));
    try {
      return new Crate(name, version, checksum);
    } catch (IllegalArgumentException e) {
      throw entry.refuse("name", String.valueOf(e.getMessage()), HINT);
    }
  }
}
