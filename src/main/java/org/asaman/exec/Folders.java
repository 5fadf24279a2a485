package org.asaman.exec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.asaman.exec.Directory.DirectoryNode;
import org.asaman.exec.Directory.FileNode;
import org.asaman.exec.Directory.SymlinkNode;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Folders of the store, looked into and changed by path; paths are relative and '/'-separated.
public final class Folders {
  private final Store store;

  public Folders(Store store) {
    this.store = store;
  }

  /// The content of a regular file.
  public Optional<Digest> file(Digest folder, String path) {
    Directory directory = read(folder);
    int slash = path.indexOf('/');
    return slash < 0
        ? directory.files().stream()
            .filter(file -> file.name().equals(path))
            .map(FileNode::digest)
            .findFirst()
        : child(directory, path.substring(0, slash))
            .flatMap(inner -> file(inner, path.substring(slash + 1)));
  }

  /// The folder with one more file, in folders that are there already.
  public Digest with(Digest folder, String path, Digest content) {
    Directory directory = read(folder);
    int slash = path.indexOf('/');
    List<FileNode> files = new ArrayList<>(directory.files());
    List<DirectoryNode> folders = new ArrayList<>(directory.directories());
    List<SymlinkNode> links = new ArrayList<>(directory.symlinks());
    if (slash < 0) {
      links.removeIf(link -> link.name().equals(path));
      files.removeIf(file -> file.name().equals(path));
      files.add(new FileNode(path, content, false));
    } else {
      String name = path.substring(0, slash);
      Digest inner =
          child(directory, name)
              .orElseThrow(() -> new IllegalArgumentException("no folder " + name));
      folders.removeIf(node -> node.name().equals(name));
      folders.add(new DirectoryNode(name, with(inner, path.substring(slash + 1), content)));
    }
    return store.put(new Directory(files, folders, links).toBytes());
  }

  private static Optional<Digest> child(Directory directory, String name) {
    return directory.directories().stream()
        .filter(node -> node.name().equals(name))
        .map(DirectoryNode::digest)
        .findFirst();
  }

  private Directory read(Digest folder) {
    try {
      return Directory.read(store.read(folder));
    } catch (IOException e) {
      throw new IllegalStateException("no folder: " + folder, e);
    }
  }
}
