package org.asaman.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The temporary folder of one run: locked while the run lives, so that the next one knows what a
/// killed run left.
final class Workspace implements AutoCloseable {
  private final Path folder;
  private final FileChannel lockFile;
  private final AtomicLong count = new AtomicLong();

  private Workspace(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /// Makes a new workspace in `parent` and removes those whose runs are no more.
  static Workspace open(Path parent) throws IOException {
    Files.createDirectories(parent);
    sweep(parent);
    String name = UUID.randomUUID().toString();
    FileChannel lockFile =
        FileChannel.open(
            parent.resolve(name + ".lock"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    FileLock _ = lockFile.lock();
    Path folder =
        Files.createDirectory(
            parent.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new Workspace(folder, lockFile);
  }

  Path newFolder(String prefix) throws IOException {
    return Files.createDirectory(folder.resolve(prefix + "-" + count.incrementAndGet()));
  }

  Path newFile() {
    return folder.resolve("file-" + count.incrementAndGet());
  }

  /// Deletes a file or a folder with all that is in it, if it is there; what resists is left to
  /// [#close] and to the sweep of a later run.
  void delete(Path path) {
    try {
      Deletion.of(path);
    } catch (IOException _) {
      // Of no use to anyone, and in nobody's way.
    }
  }

  @Override
  public void close() {
    try (lockFile) {
      Deletion.of(folder);
      Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + ".lock"));
    } catch (IOException _) {
      // What could not be removed is swept by a later run.
    }
  }

  private static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent, "*.lock")) {
      for (Path lock : locks) {
        sweepOne(lock);
      }
    }
  }

  private static void sweepOne(Path lock) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock held = tryLock(channel)) {
      if (held != null) {
        String name = String.valueOf(lock.getFileName());
        Deletion.of(lock.resolveSibling(name.substring(0, name.length() - ".lock".length())));
        Files.deleteIfExists(lock);
      }
    } catch (IOException _) {
      // Another process swept it, or it resists: no reason not to work.
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // another store of this very process
    }
  }
}
