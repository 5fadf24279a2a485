package org.asaman.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One pass over a folder that deletes all it can, whatever a hostile program left there.
///
/// A folder that forbids to look into it is opened, one deeper than a path can be long is moved up:
/// both are left to another pass. Links are not followed.
public final class Deletion extends SimpleFileVisitor<Path> {
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwx------");

  /// How much longer than the root's a path may be; with one more name it is far from too long.
  private static final int LONG = 1000;

  private final Path root;
  private boolean again;

  private Deletion(Path root) {
    this.root = root;
  }

  /// Deletes a file or a folder with all that is in it, if it is there.
  public static void of(Path root) throws IOException {
    Deletion pass;
    do {
      pass = new Deletion(root);
      Files.walkFileTree(root, pass);
    } while (pass.again);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
      Files.setPosixFilePermissions(directory, OPEN);
    }
    if (directory.toString().length() - root.toString().length() > LONG) {
      Files.move(directory, root.resolve(UUID.randomUUID().toString()));
      again = true;
      return FileVisitResult.SKIP_SUBTREE;
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    Files.deleteIfExists(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    switch (failure) {
      case NoSuchFileException _ -> {}
      case AccessDeniedException _ when isClosed(file) -> {
        Files.setPosixFilePermissions(file, OPEN);
        again = true;
      }
      default -> throw failure;
    }
    return FileVisitResult.CONTINUE;
  }

  private static boolean isClosed(Path file) {
    return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !Files.isReadable(file);
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      if (!again) {
        throw e;
      }
    }
    return FileVisitResult.CONTINUE;
  }
}
