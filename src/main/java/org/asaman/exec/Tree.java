package org.asaman.exec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.asaman.exec.Directory.DirectoryNode;
import org.asaman.exec.Directory.FileNode;
import org.asaman.exec.Directory.SymlinkNode;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// A folder in the making, path by path, that becomes [Directory] messages in the store.
///
/// Paths are relative and '/'-separated; folders come to be with what is put into them.
public final class Tree {
  private final List<FileNode> files = new ArrayList<>();
  private final List<SymlinkNode> symlinks = new ArrayList<>();
  private final Map<String, Tree> folders = new TreeMap<>();
  private final Map<String, Digest> finished = new TreeMap<>();

  public void file(String path, Digest digest, boolean executable) {
    parentOf(path).files.add(new FileNode(nameOf(path), digest, executable));
  }

  public void symlink(String path, String target) {
    parentOf(path).symlinks.add(new SymlinkNode(nameOf(path), target));
  }

  public void directory(String path) {
    folder(path);
  }

  /// Puts a folder that is in the store already at a path.
  public void directory(String path, Digest directory) {
    parentOf(path).finished.put(nameOf(path), directory);
  }

  /// Stores this folder with all that is in it and returns the digest of its message.
  public Digest store(Store store) {
    return fold(store::put);
  }

  /// The digest of this folder's message, with nothing stored.
  public Digest digest() {
    return fold(Digest::of);
  }

  private Digest fold(Function<byte[], Digest> keep) {
    List<DirectoryNode> directories = new ArrayList<>();
    folders.forEach((name, tree) -> directories.add(new DirectoryNode(name, tree.fold(keep))));
    finished.forEach((name, digest) -> directories.add(new DirectoryNode(name, digest)));
    return keep.apply(new Directory(files, directories, symlinks).toBytes());
  }

  /// Whether a folder of the store is there with all that is in it.
  public static boolean isWhole(Digest folder, Store store) {
    if (!store.has(folder)) {
      return false;
    }
    try {
      Directory directory = Directory.read(store.read(folder));
      return directory.files().stream().allMatch(file -> store.has(file.digest()))
          && directory.directories().stream().allMatch(child -> isWhole(child.digest(), store));
    } catch (IOException _) {
      return false;
    }
  }

  private Tree parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? this : folder(path.substring(0, slash));
  }

  private Tree folder(String path) {
    Tree tree = this;
    for (String name : path.split("/")) {
      tree = tree.folders.computeIfAbsent(name, _ -> new Tree());
    }
    return tree;
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
