package org.asaman.source;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.source.SourceTree.Entry;
import org.asaman.source.UnifiedDiff.FileDiff;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// A source tree that is changed before it is built: files and folders put in, patches applied.
///
/// What does not fit is an IllegalArgumentException that names the path in the tree.
public final class TreeEdit {
  private final SortedMap<String, Entry> entries;
  private final Store store;

  public TreeEdit(SourceTree tree, Store store) {
    this.entries = new TreeMap<>(tree.entries());
    this.store = store;
  }

  public SourceTree result() {
    return new SourceTree(entries);
  }

  /// Puts a file where there is none.
  public void add(String path, Digest content) {
    put(path, new Entry.File(content, false));
  }

  /// Puts a tree where there is nothing, or an empty folder, as that of a submodule is.
  public void add(String path, SourceTree tree) {
    if (isFilled(path)) {
      throw new IllegalArgumentException("'" + path + "' is there already");
    }
    if (entries.get(path) instanceof Entry.Folder) {
      entries.remove(path);
    }
    tree.entries().forEach((below, entry) -> put(path + "/" + below, entry));
  }

  private void put(String path, Entry entry) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      if (!(entries.get(parent) instanceof Entry.Folder) && entries.containsKey(parent)) {
        throw new IllegalArgumentException("'" + parent + "' is in the way: it is no folder");
      }
    }
    if (isFilled(path) || entries.putIfAbsent(path, entry) != null) {
      throw new IllegalArgumentException("'" + path + "' is there already");
    }
  }

  /// Whether something lies below a path.
  private boolean isFilled(String path) {
    SortedMap<String, Entry> below = entries.tailMap(path + "/");
    return !below.isEmpty() && below.firstKey().startsWith(path + "/");
  }

  /// Applies a unified diff.
  public void apply(byte[] patch) {
    UnifiedDiff.parse(patch).forEach(this::apply);
  }

  private void apply(FileDiff diff) {
    String path =
        diff.before()
            .or(diff::after)
            .orElseThrow(() -> new IllegalArgumentException("a change of /dev/null"));
    diff.after()
        .filter(after -> diff.before().isPresent() && !after.equals(path))
        .ifPresent(after -> {
          throw new IllegalArgumentException("'" + path + "' and '" + after + "' differ");
        });
    Optional<Entry.File> old = Optional.empty();
    if (diff.before().isPresent()) {
      old = Optional.of(entries.get(path) instanceof Entry.File file ? file : missing(path));
    }
    byte[] fresh;
    try {
      fresh =
          UnifiedDiff.apply(diff, old.map(file -> store.read(file.content())).orElse(new byte[0]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + path + "': " + e.getMessage(), e);
    }
    if (diff.after().isPresent()) {
      if (old.isPresent()) {
        entries.put(path, new Entry.File(store.put(fresh), old.get().executable()));
      } else {
        add(path, store.put(fresh));
      }
    } else if (fresh.length > 0) {
      throw new IllegalArgumentException(
          "'" + path + "' is removed but holds more than the patch says");
    } else {
      entries.remove(path);
    }
  }

  private static Entry.File missing(String path) {
    throw new IllegalArgumentException("'" + path + "' is no file of the source");
  }
}
