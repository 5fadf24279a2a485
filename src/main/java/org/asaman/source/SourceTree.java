package org.asaman.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.store.Digest;

/// The content of an sdist below its top folder, sorted by path; file contents are in the store.
public record SourceTree(SortedMap<String, Entry> entries) {
  /// As many links as Linux follows in one path.
  private static final int MOST_LINKS = 40;

  /// What stands at a path; folders are there with what is in them.
  public sealed interface Entry {
    /// A regular file.
    record File(Digest content, boolean executable) implements Entry {}

    /// A symbolic link that leads to somewhere in the tree.
    record Link(String target) implements Entry {}

    /// A folder that may be empty.
    record Folder() implements Entry {}
  }

  public SourceTree {
    entries = new TreeMap<>(entries);
  }

  /// The content of the regular file at a path, or where the links on its way lead to.
  public Optional<Digest> file(String path) {
    Path way = Path.of(path);
    for (int followed = 0; followed <= MOST_LINKS; followed++) {
      Optional<Path> next = follow(way);
      if (next.isEmpty()) {
        return entries.get(way.toString()) instanceof Entry.File file
            ? Optional.of(file.content())
            : Optional.empty();
      }
      way = next.get();
    }
    return Optional.empty();
  }

  /// The way after its first link, if there is one. Going up by name is right here: a link lies in
  /// real folders only, and its target goes up at its start only.
  private Optional<Path> follow(Path way) {
    for (int i = 1; i <= way.getNameCount(); i++) {
      Path part = way.subpath(0, i);
      if (entries.get(part.toString()) instanceof Entry.Link(String target)) {
        Path rest = part.relativize(way);
        return Optional.of(part.resolveSibling(target).resolve(rest).normalize());
      }
    }
    return Optional.empty();
  }

  /// The part of the tree below a folder; the whole tree for an empty path.
  public SourceTree below(String folder) {
    if (folder.isEmpty()) {
      return this;
    }
    String prefix = folder + "/";
    SortedMap<String, Entry> inner = new TreeMap<>();
    entries.forEach((path, entry) -> {
      if (path.startsWith(prefix)) {
        inner.put(path.substring(prefix.length()), entry);
      }
    });
    return new SourceTree(inner);
  }

  public List<String> paths() {
    return List.copyOf(entries.keySet());
  }
}
