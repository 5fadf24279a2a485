package org.asaman.exec;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.asaman.exec.Box.Bind;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// The fixed build path on the host itself, for a build without a sandbox: private, under a lock,
/// gone afterwards.
///
/// What a sandbox would bind is copied; what can be written is a link to where it is wanted.
record HostBox(Box box, Path folder, Semaphore turn, FileChannel lock) implements AutoCloseable {
  /// File locks hold between processes; builds of this one wait for each other here.
  private static final ConcurrentHashMap<Path, Semaphore> TURNS = new ConcurrentHashMap<>();

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  /// Waits for the lock of the box's working directory, then makes it.
  static HostBox enter(Box box) throws IOException, InterruptedException {
    Path folder = Path.of(box.workingDirectory());
    Semaphore turn = TURNS.computeIfAbsent(folder, _ -> new Semaphore(1));
    turn.acquire();
    try {
      return enter(box, folder, turn);
    } catch (IOException | RuntimeException e) {
      turn.release();
      throw e;
    }
  }

  private static HostBox enter(Box box, Path folder, Semaphore turn) throws IOException {
    Path parent = java.util.Objects.requireNonNull(folder.getParent());
    claim(parent);
    FileChannel lock =
        FileChannel.open(
            parent.resolve(folder.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      var _ = lock.lock();
      remove(folder); // what a killed run left
      Files.createDirectory(folder);
      for (Bind bind : box.binds()) {
        Path target = Path.of(bind.target());
        if (bind.writable()) {
          Files.createSymbolicLink(target, bind.source());
        } else {
          copy(bind.source(), target);
        }
      }
      return new HostBox(box, folder, turn, lock);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  ProcessBuilder processBuilder(Path log) {
    ProcessBuilder builder = LocalExecutor.processBuilder(box.arguments(), log);
    builder.environment().clear();
    builder.environment().putAll(box.environment());
    return builder.directory(folder.toFile());
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      remove(folder);
    } finally {
      turn.release();
    }
  }

  private static void remove(Path folder) throws IOException {
    run(List.of("rm", "-rf", "--", folder.toString()));
  }

  /// Takes the folder of all builds, or finds it taken by this very user before.
  private static void claim(Path parent) throws IOException {
    if (!Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(parent, PosixFilePermissions.asFileAttribute(PRIVATE));
    }
    String owner = Files.getOwner(parent, LinkOption.NOFOLLOW_LINKS).getName();
    boolean ours =
        Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)
            && owner.equals(System.getProperty("user.name"))
            && Files.getPosixFilePermissions(parent).stream().noneMatch(OTHERS::contains);
    if (!ours) {
      throw new AsamanException(
          new Problem.BadFile(
              parent.toString(),
              "is another user's or open to others (owner " + owner + ")",
              "remove it, or build with a sandbox"));
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    run(List.of("cp", "-R", "-P", "--", source.toString(), target.toString()));
  }

  private static void run(List<String> commandLine) throws IOException {
    Process process =
        new ProcessBuilder(commandLine)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", commandLine) + ": exit code " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
