package org.asaman.lock;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.asaman.process.ChildProcess;
import org.asaman.process.Site;
import org.asaman.python.Interpreter;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.jspecify.annotations.Nullable;

/// Lays a tree out as `trees/DIGEST` of the store: readable by everyone, with bytecode, all of one
/// time.
///
/// The folder is made beside and renamed, so that it is there as a whole or not at all.
record Materialiser(Store store, Interpreter interpreter) {
  private static final Duration COMPILE_LIMIT = Duration.ofMinutes(10);

  /// The default SOURCE_DATE_EPOCH: what a backend copies from its environment is no newer.
  private static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1_309_379_017));

  Path folder(Digest digest, List<Environment.Entry> entries) throws IOException {
    Path folder = store.root().resolve("trees").resolve(name(digest));
    if (!Files.isDirectory(folder)) {
      Path temporary = store.temporaryFolder("tree");
      for (Environment.Entry entry : entries) {
        write(temporary, entry);
      }
      compile(temporary);
      Files.walkFileTree(temporary, new Finisher(Files.getOwner(store.root())));
      Files.createDirectories(folder.getParent());
      Store.moveFolder(temporary, folder);
    }
    return folder;
  }

  /// Bytecode that was compiled in a root is for builds in that root alone: what the root's
  /// interpreter makes of a module is anyone's guess.
  private String name(Digest digest) {
    String site = interpreter.site().identity();
    return (site.isEmpty() ? digest : Digest.ofUtf8(digest + " in " + site)).hash();
  }

  private void write(Path root, Environment.Entry entry) throws IOException {
    Path path = root.resolve(entry.path());
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    switch (entry) {
      case Environment.Entry.Link link -> Files.createSymbolicLink(path, Path.of(link.target()));
      case Environment.Entry.File file -> {
        Files.copy(store.path(file.content()), path);
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(file.executable() ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  /// Bytecode only saves time. Packages hold files that are no Python of this version, so it does
  /// not matter how the compiler ends.
  private void compile(Path root) throws IOException {
    Path packages = root.resolve(interpreter.sitePackages());
    if (!Files.isDirectory(packages)) {
      return;
    }
    Site site = interpreter.site();
    List<String> command =
        List.of(
            interpreter.binary().toString(),
            "-I",
            "-m",
            "compileall",
            "-q",
            "-q",
            "--invalidation-mode",
            "unchecked-hash",
            "-d",
            "/env/" + interpreter.sitePackages(),
            site.inside(root).resolve(interpreter.sitePackages()).toString());
    try {
      ChildProcess.Ended _ =
          site.run(
              new ChildProcess(command, Map.of("LC_ALL", "C.UTF-8"), root, "", COMPILE_LIMIT),
              List.of(Site.Shown.writable(root)));
    } catch (TimeoutException _) {
      // The modules without bytecode are compiled when they are imported.
    }
  }

  /// Sets modes whatever the umask was, times, and the owner, who is another where bytecode was
  /// compiled in a root; folders after what is in them.
  private static final class Finisher extends SimpleFileVisitor<Path> {
    private final UserPrincipal owner;

    Finisher(UserPrincipal owner) {
      this.owner = owner;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) {
        boolean executable = Files.isExecutable(file);
        finish(file, executable ? "rwxr-xr-x" : "rw-r--r--");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      finish(folder, "rwxr-xr-x");
      return FileVisitResult.CONTINUE;
    }

    private void finish(Path path, String mode) throws IOException {
      if (!Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
        Files.setOwner(path, owner);
      }
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
      Files.setLastModifiedTime(path, TIME);
    }
  }
}
