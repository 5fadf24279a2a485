package org.asaman.root;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;

/// The members of a root that is a folder, as a tar of it would give them; no link is followed.
final class FolderMembers extends SimpleFileVisitor<Path> {
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("--x--x--x");

  private final Path root;
  private final RootTree tree;

  private FolderMembers(Path root, RootTree tree) {
    this.root = root;
    this.tree = tree;
  }

  static void read(Path root, RootTree tree) throws IOException {
    Files.walkFileTree(root, new FolderMembers(root, tree));
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    if (folder.equals(root)) {
      return FileVisitResult.CONTINUE;
    }
    String path = path(folder);
    tree.directory(path);
    return RootTree.holds(path + "/") ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      tree.symlink(path(file), Files.readSymbolicLink(file).toString());
    } else if (attributes.isRegularFile()) {
      boolean executable =
          !Collections.disjoint(
              Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS), EXECUTABLE);
      try (InputStream content = open(file)) {
        tree.file(path(file), executable, content);
      }
    }
    return FileVisitResult.CONTINUE;
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    String path = path(file);
    if (!RootTree.holds(path + "/")) {
      tree.directory(path); // of a folder that is not shown nothing is read
      return FileVisitResult.CONTINUE;
    }
    throw unreadable(file, failure);
  }

  private String path(Path file) {
    return root.relativize(file).toString();
  }

  private static AsamanException unreadable(Path file, IOException e) {
    return new AsamanException(
        new Problem.BadFile(
            file.toString(),
            "cannot be read as part of a root (" + Wording.why(e) + ")",
            "let its owner make a tar of the root, and pass that with --root"),
        e);
  }
}
