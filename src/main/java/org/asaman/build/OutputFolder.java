package org.asaman.build;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// The folder that wheels go to: every file in it is whole, at any moment.
final class OutputFolder {
  static final String RECORD_SUFFIX = ".build.json";
  private static final String TEMPORARY = ".asaman-";

  private final Path folder;
  private final Map<String, Digest> placed = new ConcurrentHashMap<>();
  private final Store store;

  OutputFolder(Path folder, Store store) {
    this.folder = folder;
    this.store = store;
    try {
      Files.createDirectories(folder);
      sweep();
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /// Places a wheel with its record; the record first, so that no wheel is ever without one.
  ///
  /// Two different wheels of one name in one run are refused: the one that comes last would be the
  /// one that stays.
  Path place(String fileName, Digest wheel, Digest record) {
    Digest other = placed.putIfAbsent(fileName, wheel);
    if (other != null && !other.equals(wheel)) {
      throw new AsamanException(
          new Problem.BadWheel(
              fileName,
              "",
              "was made with other bytes by another line of this run; keep one of the two"));
    }
    Path _ = place(fileName + RECORD_SUFFIX, record);
    return place(fileName, wheel);
  }

  /// Places a file of the store, unless the very same is there.
  Path place(String fileName, Digest content) {
    Path target = folder.resolve(fileName);
    if (isThere(target, content)) {
      return target;
    }
    Path temporary = folder.resolve(TEMPORARY + UUID.randomUUID());
    try (FileChannel channel = FileChannel.open(temporary, CREATE_NEW, WRITE);
        FileLock _ = channel.lock()) {
      long _ = Files.copy(store.path(content), Channels.newOutputStream(channel));
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(target, e);
    }
    return target;
  }

  /// Removes what a killed run left: a file that is being written is locked by who writes it.
  private void sweep() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, TEMPORARY + "*")) {
      for (Path file : files) {
        sweep(file);
      }
    }
  }

  private static void sweep(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException | OverlappingFileLockException _) {
      // It was just finished, or is being written by this very process.
    }
  }

  private static boolean isThere(Path target, Digest content) {
    try {
      return Files.size(target) == content.size()
          && Digest.of(Files.readAllBytes(target)).equals(content);
    } catch (IOException _) {
      return false;
    }
  }

  private static AsamanException failed(Path path, IOException e) {
    return new AsamanException(
        new Problem.BadFile(
            path.toString(),
            "cannot be written (" + Wording.why(e) + ")",
            "choose another folder with --output"),
        e);
  }
}
