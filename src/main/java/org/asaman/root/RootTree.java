package org.asaman.root;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asaman.archive.MemberSink;
import org.asaman.exec.RootFolder;
import org.asaman.exec.Tree;
import org.asaman.store.Digest;

/// The members of a root as they come: their digest, and on demand a copy of them.
///
/// Modes are reduced to whether a file is executable; of folders that no box shows only the folder
/// itself is kept.
final class RootTree implements MemberSink {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

  private record Known(Digest digest, boolean executable) {}

  private final Optional<Path> copy;
  private final Tree tree = new Tree();
  private final Map<String, Known> files = new HashMap<>();

  /// @param copy an empty folder to write the members to, if they are to be written
  RootTree(Optional<Path> copy) throws IOException {
    this.copy = copy;
    if (copy.isPresent()) {
      Files.setPosixFilePermissions(copy.get(), OPEN);
    }
  }

  /// Whether what is at a path is part of a root.
  static boolean holds(String path) {
    int slash = path.indexOf('/');
    return slash < 0 || !RootFolder.NOT_SHOWN.contains(path.substring(0, slash));
  }

  /// The digest of the tree as it is now.
  Digest digest() {
    return tree.digest();
  }

  @Override
  public void directory(String path) {
    if (!holds(path)) {
      return;
    }
    tree.directory(path);
    try {
      if (copy.isPresent()) {
        makeFolder(copy.get(), path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void file(String path, boolean executable, InputStream content) throws IOException {
    if (!holds(path)) {
      return;
    }
    Digest digest;
    try (OutputStream out = open(path)) {
      digest = Digest.copy(content, out);
    }
    if (copy.isPresent()) {
      Files.setPosixFilePermissions(copy.get().resolve(path), executable ? OPEN : FILE);
    }
    add(path, new Known(digest, executable));
  }

  private OutputStream open(String path) throws IOException {
    return copy.isPresent()
        ? Files.newOutputStream(place(path), StandardOpenOption.CREATE_NEW)
        : OutputStream.nullOutputStream();
  }

  private void add(String path, Known file) {
    files.put(path, file);
    tree.file(path, file.digest(), file.executable());
  }

  @Override
  public void symlink(String path, String target) {
    if (!holds(path)) {
      return;
    }
    tree.symlink(path, target);
    try {
      if (copy.isPresent()) {
        Files.createSymbolicLink(place(path), Path.of(target));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void hardLink(String path, String existing) {
    if (!holds(path)) {
      return;
    }
    Known known = files.get(existing);
    if (known == null) {
      throw new UncheckedIOException(
          new IOException(
              path + " is a hard link to " + existing + ", which is no part of a root"));
    }
    add(path, known);
    try {
      if (copy.isPresent()) {
        Files.createLink(place(path), copy.get().resolve(existing));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where a member is written; the folders above it are made.
  private Path place(String path) throws IOException {
    Path root = copy.orElseThrow();
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      makeFolder(root, path.substring(0, slash));
    }
    return root.resolve(path);
  }

  private static void makeFolder(Path root, String path) throws IOException {
    Path folder = root.resolve(path);
    if (!Files.isDirectory(folder)) {
      int slash = path.lastIndexOf('/');
      if (slash > 0) {
        makeFolder(root, path.substring(0, slash));
      }
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, OPEN);
    }
  }
}
