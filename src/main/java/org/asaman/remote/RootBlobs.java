package org.asaman.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.exec.Directory;
import org.asaman.exec.RootFolder;
import org.asaman.exec.Tree;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// The files of a root file system by their digests; its folders' messages are in the store.
///
/// @param files the digest of each regular file, by its path in the root without a leading '/'
record RootBlobs(RootFolder root, SortedMap<String, Digest> files) {

  /// Reads a root, or what is remembered of it.
  static RootBlobs of(RootFolder root, Store store) {
    Digest key = Digest.ofUtf8("files of root 1\n" + root.digest());
    return remembered(root, store, key)
        .orElseGet(() -> {
          RootBlobs read = read(root, store);
          StringBuilder listing = new StringBuilder();
          read.files.forEach(
              (path, digest) -> listing.append(digest).append(' ').append(path).append('\0'));
          store.cache(key, store.put(listing.toString().getBytes(StandardCharsets.UTF_8)));
          return read;
        });
  }

  private static Optional<RootBlobs> remembered(RootFolder root, Store store, Digest key) {
    return store
        .cachedDigest(key)
        .filter(store::has)
        .filter(_ -> foldersAreThere(root.digest(), store))
        .map(listing -> new String(store.read(listing), StandardCharsets.UTF_8))
        .map(text -> {
          SortedMap<String, Digest> files = new TreeMap<>();
          for (String line : text.split("\0")) {
            int space = line.indexOf(' ');
            Digest.tryParse(line.substring(0, Math.max(0, space)))
                .ifPresent(digest -> files.put(line.substring(space + 1), digest));
          }
          return new RootBlobs(root, files);
        });
  }

  private static boolean foldersAreThere(Digest folder, Store store) {
    if (!store.has(folder)) {
      return false;
    }
    try {
      return Directory.read(store.read(folder)).directories().stream()
          .allMatch(child -> foldersAreThere(child.digest(), store));
    } catch (IOException _) {
      return false;
    }
  }

  private static RootBlobs read(RootFolder root, Store store) {
    SortedMap<String, Digest> files = new TreeMap<>();
    Tree tree = new Tree();
    try {
      Files.walkFileTree(root.folder(), new Reader(root.folder(), tree, files));
    } catch (IOException e) {
      throw unusable(root, "cannot be read (" + Wording.why(e) + ")");
    }
    if (!tree.store(store).equals(root.digest())) {
      throw unusable(root, "was altered in the store");
    }
    return new RootBlobs(root, files);
  }

  private static AsamanException unusable(RootFolder root, String what) {
    return new AsamanException(
        new Problem.BadFile(
            root.folder().toString(), what, "remove it and run the same command again"));
  }

  /// Where the content of a file is, by its digest.
  Map<Digest, Path> places() {
    Map<Digest, Path> places = new java.util.HashMap<>();
    files.forEach((path, digest) -> places.put(digest, root.folder().resolve(path)));
    return places;
  }

  private static final class Reader extends SimpleFileVisitor<Path> {
    private final Path top;
    private final Tree tree;
    private final SortedMap<String, Digest> files;

    Reader(Path top, Tree tree, SortedMap<String, Digest> files) {
      this.top = top;
      this.tree = tree;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (!folder.equals(top)) {
        tree.directory(top.relativize(folder).toString());
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String path = top.relativize(file).toString();
      if (attributes.isSymbolicLink()) {
        tree.symlink(path, Files.readSymbolicLink(file).toString());
        return FileVisitResult.CONTINUE;
      }
      try (InputStream in = Files.newInputStream(file)) {
        Digest digest = Digest.copy(in, OutputStream.nullOutputStream());
        tree.file(path, digest, Files.isExecutable(file));
        files.put(path, digest);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
