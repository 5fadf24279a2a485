package org.asaman.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.source.SourceTree.Entry;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkgInfoTest {
  @TempDir Path folder;

  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void readsWhatSetuptoolsWrites() {
    assertThat(
            read(
                """
                Metadata-Version: 2.1
                Name: Some_Project
                Version: 1.0.post1
                Summary: Something: with a colon
                Classifier: Programming Language :: Python

                # Name: of another
                """))
        .contains(new PkgInfo(ProjectName.of("some-project"), Version.parse("1.0.post1")));
  }

  @Test
  void readsWhatDistutilsWrote() {
    assertThat(
            read(
                "Metadata-Version: 1.0\r\nName: old\r\nVersion: 0.1dev\r\nSummary: UNKNOWN\r\n"
                    + "Description: first\r\n        Version: 9\r\n        \r\n\tmore\r\n"
                    + "Platform: UNKNOWN\r\n"))
        .contains(new PkgInfo(ProjectName.of("old"), Version.parse("0.1.dev0")));
  }

  @Test
  void readsBesideBytesThatAreNotUtf8() {
    byte[] latin =
        "Author: M\u00fcller\nName: a\nVersion: 1\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(PkgInfo.of(tree(latin), store))
        .contains(new PkgInfo(ProjectName.of("a"), Version.parse("1")));
  }

  @Test
  void readsPastAVeryLongDescription() {
    assertThat(read("Name: a\nDescription: x\n" + " word\n".repeat(300_000) + "Version: 1\n"))
        .contains(new PkgInfo(ProjectName.of("a"), Version.parse("1")));
  }

  @Test
  void isNotThereInATreeWithoutOne() {
    assertThat(PkgInfo.of(new SourceTree(new TreeMap<>()), store)).isEmpty();
  }

  @Test
  void refusesOneThatNamesNoProjectOrVersion() {
    assertThatThrownBy(() -> read("Name: a\n")).hasMessageContaining("Version is missing");
    assertThatThrownBy(() -> read("Version: 1\n")).hasMessageContaining("Name is missing");
    assertThatThrownBy(() -> read("Name: a\nName: b\nVersion: 1\n"))
        .hasMessageContaining("Name stands there 2 times");
    assertThatThrownBy(() -> read("Name: a\nVersion: one\n"))
        .hasMessageContaining("'one' is not a version");
    assertThatThrownBy(() -> read("Name: ../a\nVersion: 1\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'../a' is not a project name");
    assertThatThrownBy(() -> read("\nName: a\nVersion: 1\n")).hasMessageContaining("missing");
  }

  private Optional<PkgInfo> read(String text) {
    return PkgInfo.of(tree(text.getBytes(StandardCharsets.UTF_8)), store);
  }

  private SourceTree tree(byte[] content) {
    return new SourceTree(
        new TreeMap<>(Map.of("PKG-INFO", new Entry.File(store.put(content), false))));
  }
}
