package org.asaman.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.asaman.source.SourceTree.Entry;

/// Where a source has what Cargo reads; paths are relative to its top and '/'-separated.
///
/// @param manifests every `Cargo.toml` that has none in a folder above it
/// @param locks the `Cargo.lock` beside these
/// @param configurations the `.cargo/config.toml` of the top folder and beside the manifests
public record CargoFiles(List<String> manifests, List<String> locks, List<String> configurations) {
  private static final String MANIFEST = "Cargo.toml";

  public CargoFiles {
    manifests = List.copyOf(manifests);
    locks = List.copyOf(locks);
    configurations = List.copyOf(configurations);
  }

  /// Looks them up among the paths of a tree.
  public static CargoFiles of(SourceTree tree) {
    List<String> manifests = new ArrayList<>();
    tree.entries()
        .forEach((path, entry) -> {
          if (entry instanceof Entry.File
              && (path.equals(MANIFEST) || path.endsWith("/" + MANIFEST))) {
            manifests.add(path);
          }
        });
    List<String> top =
        manifests.stream()
            .filter(path ->
                manifests.stream()
                    .noneMatch(other -> !other.equals(path) && path.startsWith(folder(other))))
            .toList();
    List<String> locks =
        top.stream()
            .map(path -> folder(path) + "Cargo.lock")
            .filter(path -> tree.entries().get(path) instanceof Entry.File)
            .toList();
    List<String> configurations = new ArrayList<>();
    if (!top.isEmpty()) {
      configuration(tree, "").ifPresent(configurations::add);
      top.stream()
          .map(CargoFiles::folder)
          .filter(folder -> !folder.isEmpty())
          .forEach(folder -> configuration(tree, folder).ifPresent(configurations::add));
    }
    return new CargoFiles(top, locks, configurations);
  }

  private static Optional<String> configuration(SourceTree tree, String folder) {
    return List.of(folder + ".cargo/config", folder + ".cargo/config.toml").stream()
        .filter(path -> tree.entries().get(path) instanceof Entry.File)
        .findFirst();
  }

  /// The folder of a path, with a slash at its end unless it is the top.
  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /// Whether the source has anything for Cargo.
  public boolean isEmpty() {
    return manifests.isEmpty();
  }
}
