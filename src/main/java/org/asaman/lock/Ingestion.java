package org.asaman.lock;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.asaman.store.Store;

/// Takes a folder into the store, leaving out what says where or when it was made.
final class Ingestion extends SimpleFileVisitor<Path> {
  /// What uv leaves beside the packages.
  private static final Set<String> LEFT_OUT = Set.of(".lock", ".gitignore", "CACHEDIR.TAG");

  private final Path root;
  private final Store store;
  private final List<Environment.Entry> entries = new ArrayList<>();

  private Ingestion(Path root, Store store) {
    this.root = root;
    this.store = store;
  }

  /// The folder's entries, sorted by path.
  static List<Environment.Entry> of(Path root, Store store) throws IOException {
    Ingestion ingestion = new Ingestion(root, store);
    Files.walkFileTree(root, ingestion);
    ingestion.entries.sort(Comparator.comparing(Environment.Entry::path));
    return List.copyOf(ingestion.entries);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    return folder.endsWith("__pycache__") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    String path = root.relativize(file).toString();
    if (attributes.isSymbolicLink()) {
      entries.add(new Environment.Entry.Link(path, Files.readSymbolicLink(file).toString()));
    } else if (!attributes.isRegularFile()) {
      throw new IOException("neither a file nor a folder: " + path);
    } else if (!LEFT_OUT.contains(path)) {
      boolean executable =
          Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
      entries.add(new Environment.Entry.File(path, executable, store.putFile(file)));
    }
    return FileVisitResult.CONTINUE;
  }
}
