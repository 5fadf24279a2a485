package org.asaman.root;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.asaman.archive.RootArchive;
import org.asaman.exec.RootFolder;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Root file systems of users, each laid out once as `roots/DIGEST` of the store.
///
/// A folder and a tar of it have one digest, and what builds see is the copy in the store: files
/// that everyone may read, of fixed times, and no change of the original reaches a run.
public final class Roots {
  private final Store store;

  public Roots(Store store) {
    this.store = store;
  }

  /// The root that a folder or a tar archive holds.
  public RootFolder open(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return ofFolder(path.toRealPath());
      }
      if (Files.isRegularFile(path)) {
        return ofTar(path.toRealPath());
      }
    } catch (IOException e) {
      throw bad(path, e);
    } catch (UncheckedIOException e) {
      throw bad(path, Objects.requireNonNull(e.getCause()));
    }
    throw new AsamanException(
        new Problem.BadFile(
            path.toString(), "no such file or folder", "name a folder or a tar with --root"));
  }

  /// The root of a folder is read each time; what is in the store already is not copied again.
  private RootFolder ofFolder(Path path) throws IOException {
    RootTree tree = new RootTree(Optional.empty());
    FolderMembers.read(path, tree);
    Digest digest = tree.digest();
    if (Files.isDirectory(place(digest))) {
      return new RootFolder(place(digest), digest);
    }
    RootFolder copy = layOut(writer -> FolderMembers.read(path, writer));
    if (!copy.digest().equals(digest)) {
      throw new AsamanException(
          new Problem.BadFile(
              path.toString(), "was changed while it was read", "run the command again"));
    }
    return copy;
  }

  private RootFolder ofTar(Path path) throws IOException {
    Optional<Digest> key = TarIdentity.of(path);
    Optional<RootFolder> remembered =
        key.flatMap(store::cachedDigest)
            .filter(digest -> Files.isDirectory(place(digest)))
            .map(digest -> new RootFolder(place(digest), digest));
    if (remembered.isPresent()) {
      return remembered.get();
    }
    RootFolder root = layOut(writer -> RootArchive.read(path, RootArchive.LIMITS, writer));
    if (key.isPresent() && key.equals(TarIdentity.of(path))) {
      store.cache(key.get(), root.digest());
    }
    return root;
  }

  /// What gives a root's members.
  private interface Members {
    void giveTo(RootTree tree) throws IOException;
  }

  private RootFolder layOut(Members members) throws IOException {
    Path temporary = store.temporaryFolder("root");
    try {
      RootTree tree = new RootTree(Optional.of(temporary));
      members.giveTo(tree);
      Digest digest = tree.digest();
      FileTimes.fix(temporary);
      Files.createDirectories(store.root().resolve("roots"));
      Store.moveFolder(temporary, place(digest));
      return new RootFolder(place(digest), digest);
    } finally {
      store.discard(temporary);
    }
  }

  private Path place(Digest digest) {
    return store.root().resolve("roots").resolve(digest.hash());
  }

  private static AsamanException bad(Path path, IOException e) {
    return new AsamanException(
        new Problem.BadFile(
            path.toString(), "cannot be used as a root (" + Wording.why(e) + ")", ""),
        e);
  }
}
