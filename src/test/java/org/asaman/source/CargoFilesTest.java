package org.asaman.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.store.Digest;
import org.junit.jupiter.api.Test;

class CargoFilesTest {
  @Test
  void theManifestsAreThoseThatNoOtherStandsAbove() {
    CargoFiles files =
        of(
            "bindings/python/Cargo.toml",
            "bindings/python/Cargo.lock",
            "bindings/python/.cargo/config.toml",
            "core/Cargo.toml",
            "core/inner/Cargo.toml",
            "core/inner/Cargo.lock",
            ".cargo/config.toml");

    assertThat(files.manifests()).containsExactly("bindings/python/Cargo.toml", "core/Cargo.toml");
    assertThat(files.locks()).containsExactly("bindings/python/Cargo.lock");
    assertThat(files.configurations())
        .containsExactly(".cargo/config.toml", "bindings/python/.cargo/config.toml");
  }

  @Test
  void aSourceWithoutManifestsHasNothingForCargo() {
    assertThat(of("setup.py", "Cargo.lock", ".cargo/config.toml", "NotCargo.toml").isEmpty())
        .isTrue();
  }

  private static CargoFiles of(String... paths) {
    SortedMap<String, SourceTree.Entry> entries = new TreeMap<>();
    List.of(paths)
        .forEach(path -> entries.put(path, new SourceTree.Entry.File(Digest.ofUtf8(path), false)));
    return CargoFiles.of(new SourceTree(entries));
  }
}
