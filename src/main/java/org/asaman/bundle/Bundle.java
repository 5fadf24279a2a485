package org.asaman.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.archive.Limits;
import org.asaman.archive.MemberSink;
import org.asaman.archive.PlainTar;
import org.asaman.lockfile.BuildLock;
import org.asaman.lockfile.LockReader;
import org.asaman.lockfile.LockWriter;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.KnownFiles;
import org.asaman.store.Store;
import org.asaman.store.WholeFile;

/// A tar archive that holds a lock and the files that it names: all that its builds need.
///
/// `lock.build.toml` stands beside the folders `sdists`, `wheels` and `sources`. Names in them are
/// for people: files are found by their hashes.
public final class Bundle {
  static final String LOCK = "lock.build.toml";
  private static final long LOCK_LIMIT = 64L << 20;

  /// A bundle holds packed files: it may be as large as they are.
  private static final Limits LIMITS =
      new Limits(64L << 30, 100_000, 4096, 255, 100, 1000, Duration.ofMinutes(30));

  private Bundle() {}

  /// Writes a bundle as a whole or not at all.
  ///
  /// @param files contents of the store by the names that they have in the bundle
  public static void write(
      Path target, BuildLock lock, SortedMap<String, Digest> files, long seconds, Store store) {
    SortedMap<String, Path> members = new TreeMap<>();
    files.forEach((name, digest) -> members.put(name, store.path(digest)));
    byte[] text = LockWriter.portable(lock).getBytes(StandardCharsets.UTF_8);
    members.put(LOCK, store.path(store.put(text)));
    try {
      WholeFile.write(target, out -> PlainTar.write(out, members, seconds));
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              target.toString(),
              "cannot be written (" + Wording.why(e) + ")",
              "name another file with -o"),
          e);
    }
  }

  /// Takes the files of a bundle into the store and gives its lock, of which every sdist must be
  /// there.
  public static BuildLock take(Path bundle, Store store) {
    Taking taking = new Taking(bundle, store);
    PlainTar.read(bundle, LIMITS, taking);
    String shown = bundle + ": " + LOCK;
    String text =
        taking
            .lock
            .filter(digest -> digest.size() <= LOCK_LIMIT)
            .map(digest -> new String(store.read(digest), StandardCharsets.UTF_8))
            .orElseThrow(
                () -> refuse(bundle, "", "holds no lock: it was not made by asaman bundle"));
    BuildLock lock =
        LockReader.read(shown, text, bundle.toAbsolutePath().resolveSibling("").normalize());
    lock.packages()
        .values()
        .forEach(locked -> {
          String hash = locked.sdist().content().orElseThrow().sha256();
          if ((locked.requested() || lock.fromSource()) && !taking.hashes.contains(hash)) {
            throw refuse(
                bundle, "", "lacks the sdist of " + locked.release() + "; make the bundle anew");
          }
        });
    return lock;
  }

  private static AsamanException refuse(Path bundle, String member, String what) {
    return new AsamanException(new Problem.BadArchive(bundle.toString(), member, what));
  }

  private static final class Taking implements MemberSink {
    private final Path bundle;
    private final Store store;
    private final KnownFiles known;
    private final Set<String> hashes = new HashSet<>();
    private Optional<Digest> lock = Optional.empty();

    Taking(Path bundle, Store store) {
      this.bundle = bundle;
      this.store = store;
      this.known = new KnownFiles(store);
    }

    @Override
    public void directory(String path) {}

    @Override
    public void file(String path, boolean executable, InputStream content) throws IOException {
      Digest digest = store.put(content);
      if (path.equals(LOCK)) {
        lock = Optional.of(digest);
      } else {
        known.remember(digest);
        hashes.add(digest.hash());
      }
    }

    @Override
    public void symlink(String path, String target) {
      throw refuse(bundle, path, "is a link, and a bundle holds files only");
    }

    @Override
    public void hardLink(String path, String existing) {
      throw refuse(bundle, path, "is a link, and a bundle holds files only");
    }
  }
}
