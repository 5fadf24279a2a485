package org.asaman.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.asaman.source.SourceTree.Entry;
import org.asaman.store.Digest;
import org.junit.jupiter.api.Test;

class SourceTreeTest {
  private static final Digest CONTENT = Digest.ofUtf8("content");

  @Test
  void findsFiles() {
    SourceTree tree = tree(Map.of("a", file(), "d/b", file(), "e", new Entry.Folder()));

    assertThat(tree.file("a")).contains(CONTENT);
    assertThat(tree.file("d/b")).contains(CONTENT);
    assertThat(tree.file("d")).isEmpty();
    assertThat(tree.file("e")).isEmpty();
    assertThat(tree.file("f")).isEmpty();
    assertThat(tree.paths()).containsExactly("a", "d/b", "e");
  }

  @Test
  void followsLinks() {
    SourceTree tree =
        tree(
            Map.of(
                "pyproject.toml", new Entry.Link("conf/toml"),
                "conf", new Entry.Link("deep/er"),
                "deep/er/toml", new Entry.Link("../../real.toml"),
                "real.toml", file(),
                "dangling", new Entry.Link("nothing"),
                "here", new Entry.Link(".")));

    assertThat(tree.file("pyproject.toml")).contains(CONTENT);
    assertThat(tree.file("here/here/pyproject.toml")).contains(CONTENT);
    assertThat(tree.file("dangling")).isEmpty();
  }

  @Test
  void givesUpOnLinksThatGoRound() {
    SourceTree tree =
        tree(
            Map.of("a", new Entry.Link("b"), "b", new Entry.Link("a"), "c", new Entry.Link("c/c")));

    assertThat(tree.file("a")).isEmpty();
    assertThat(tree.file("c")).isEmpty();
  }

  private static Entry file() {
    return new Entry.File(CONTENT, false);
  }

  private static SourceTree tree(Map<String, Entry> entries) {
    return new SourceTree(new TreeMap<>(entries));
  }
}
