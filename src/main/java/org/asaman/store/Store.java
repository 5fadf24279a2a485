package org.asaman.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;

/// All that is remembered between runs: content-addressed storage and an action cache in one
/// folder.
///
/// The layout is that of Bazel's disk cache: `cas/ab/abcd…` holds content under its SHA-256,
/// `ac/ab/abcd…` holds small values under the SHA-256 of what they answer. Every file is written
/// beside and renamed, so that several processes may share a store and none sees a half-written
/// file; content is checked against its digest when it is read. Folders that a run needs lie in
/// `tmp/` and go with it, or with the next run after it was killed.
public final class Store implements AutoCloseable {
  /// Files up to this size are read before they are written: most are in the store already.
  private static final int SMALL = 1 << 20;

  private static final String HINT = "choose another folder with --store, or mend its permissions";

  private final Path root;
  private final Workspace workspace;

  private Store(Path root, Workspace workspace) {
    this.root = root;
    this.workspace = workspace;
  }

  /// Opens the store at `root`, making it where it is not there yet.
  public static Store open(Path root) {
    try {
      Path real = root.toAbsolutePath().normalize();
      Files.createDirectories(real.resolve("cas"));
      Files.createDirectories(real.resolve("ac"));
      return new Store(real, Workspace.open(real.resolve("tmp")));
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              root.toString(), "cannot be used as the store (" + Wording.why(e) + ")", HINT),
          e);
    }
  }

  public Path root() {
    return root;
  }

  /// A new empty folder on the file system of the store; it goes when this store is closed, or
  /// earlier.
  public Path temporaryFolder(String prefix) {
    try {
      return workspace.newFolder(prefix);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Removes a temporary folder with all that is in it.
  public void discard(Path temporaryFolder) {
    workspace.delete(temporaryFolder);
  }

  public Digest put(byte[] content) {
    Digest digest = Digest.of(content);
    return has(digest) ? digest : put(new ByteArrayInputStream(content));
  }

  /// Stores what the stream gives, read to its end.
  public Digest put(InputStream content) {
    Path temporary = workspace.newFile();
    try {
      Digest digest;
      try (OutputStream out = Files.newOutputStream(temporary)) {
        digest = Digest.copy(content, out);
      }
      keep(temporary, digest);
      return digest;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      workspace.delete(temporary);
    }
  }

  /// Stores a copy of a regular file; a symbolic link is refused.
  public Digest putFile(Path file) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] start = in.readNBytes(SMALL + 1);
      return start.length <= SMALL
          ? put(start)
          : put(new SequenceInputStream(new ByteArrayInputStream(start), in));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Places content at a path, readable by everyone, after its bytes were checked.
  ///
  /// Where that can be it is a further name of the file in the store: to be read, never written.
  public void place(Digest digest, Path target, boolean executable) throws IOException {
    Path content = path(digest);
    if (!executable) {
      try {
        Files.createLink(target, content);
        return;
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        throw e;
      } catch (FileSystemException | UnsupportedOperationException _) {
        // No links here, or too many of this one.
      }
    }
    Files.copy(content, target);
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(executable ? "r-xr-xr-x" : "r--r--r--"));
  }

  public boolean has(Digest digest) {
    try {
      return Files.size(casPath(digest)) == digest.size();
    } catch (IOException _) {
      return false;
    }
  }

  /// The read-only file that holds the content, after its bytes were checked.
  ///
  /// Content that was altered is removed and reported, so that the next run makes it anew.
  public Path path(Digest digest) {
    Path path = casPath(digest);
    Digest actual;
    try (InputStream in = Files.newInputStream(path)) {
      actual = Digest.copy(in, OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw failed(e);
    }
    if (!actual.hash().equals(digest.hash())) {
      remove(path);
      throw new AsamanException(
          new Problem.BadFile(
              path.toString(),
              "was altered in the store and is removed",
              "run the same command again"));
    }
    return path;
  }

  private void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  public byte[] read(Digest digest) {
    try {
      byte[] content = Files.readAllBytes(casPath(digest));
      if (Digest.of(content).equals(digest)) {
        return content;
      }
      Path _ = path(digest);
      throw new IllegalStateException("content and size disagree: " + digest);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Moves a folder that was made in a temporary one to its place, unless another process was
  /// faster with the same content.
  public static void moveFolder(Path made, Path place) throws IOException {
    try {
      Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(place)) {
        throw e;
      }
    }
  }

  /// The value that was remembered under a key, if any.
  public Optional<byte[]> cached(Digest key) {
    try {
      return Optional.of(Files.readAllBytes(acPath(key)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// The digest that was remembered under a key, if any; what it names need not be there.
  public Optional<Digest> cachedDigest(Digest key) {
    return cached(key).flatMap(value -> Digest.tryParse(new String(value, StandardCharsets.UTF_8)));
  }

  /// Remembers a digest under a key, in place of an earlier one.
  public void cache(Digest key, Digest value) {
    cache(key, value.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Remembers a value under a key, in place of an earlier one.
  public void cache(Digest key, byte[] value) {
    Path temporary = workspace.newFile();
    try {
      Files.write(temporary, value);
      move(temporary, acPath(key));
    } catch (IOException e) {
      throw failed(e);
    } finally {
      workspace.delete(temporary);
    }
  }

  @Override
  public void close() {
    workspace.close();
  }

  private void keep(Path temporary, Digest digest) throws IOException {
    if (has(digest)) {
      return;
    }
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r--r--r--"));
    move(temporary, casPath(digest));
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException _) {
      Path folder = to.getParent();
      if (folder != null) {
        Files.createDirectories(
            folder); // it may be there by now, made by another thread or process
      }
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private Path casPath(Digest digest) {
    return root.resolve("cas").resolve(digest.hash().substring(0, 2)).resolve(digest.hash());
  }

  private Path acPath(Digest key) {
    return root.resolve("ac").resolve(key.hash().substring(0, 2)).resolve(key.hash());
  }

  private AsamanException failed(IOException e) {
    return new AsamanException(
        new Problem.BadFile(
            root.toString(), "the store cannot be read or written (" + Wording.why(e) + ")", HINT),
        e);
  }
}
