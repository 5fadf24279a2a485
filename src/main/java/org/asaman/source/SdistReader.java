package org.asaman.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.archive.Limits;
import org.asaman.archive.MemberSink;
import org.asaman.archive.SourceArchive;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.source.SourceTree.Entry;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Reads an sdist into the store: nothing is unpacked to disk under a name of the archive's, and
/// nothing of it is run.
///
/// All members lie in one top folder, whose name does not matter and is dropped.
public final class SdistReader {
  private final Store store;
  private final Limits limits;

  public SdistReader(Store store, Limits limits) {
    this.store = store;
    this.limits = limits;
  }

  /// The tree that an archive of the store holds.
  ///
  /// @param fileName tells how it is packed
  /// @param shown names it in messages
  public SourceTree read(String fileName, String shown, Digest content) {
    Path folder = store.temporaryFolder("sdist");
    Path archive = folder.resolve(fileName);
    try {
      Files.createSymbolicLink(archive, store.path(content));
      return read(archive);
    } catch (AsamanException e) {
      throw e.problem() instanceof Problem.BadArchive(String _, String member, String what)
          ? new AsamanException(new Problem.BadArchive(shown, member, what), e)
          : e;
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(archive.toString(), "cannot be written (" + Wording.why(e) + ")", ""),
          e);
    } finally {
      store.discard(folder);
    }
  }

  /// The tree that the archive holds.
  public SourceTree read(Path archive) {
    Members members = new Members(String.valueOf(archive.getFileName()));
    SourceArchive.read(archive, limits, members);
    if (members.entries.isEmpty()) {
      throw refuse(members.archive, "", "holds no source");
    }
    return new SourceTree(members.entries);
  }

  private static AsamanException refuse(String archive, String member, String what) {
    return new AsamanException(new Problem.BadArchive(archive, member, what));
  }

  private final class Members implements MemberSink {
    private final String archive;
    private final SortedMap<String, Entry> entries = new TreeMap<>();
    private String top = "";

    Members(String archive) {
      this.archive = archive;
    }

    @Override
    public void directory(String path) {
      below(path).ifPresent(inner -> entries.put(inner, new Entry.Folder()));
    }

    @Override
    public void file(String path, boolean executable, InputStream content) throws IOException {
      entries.put(belowTop(path), new Entry.File(store.put(content), executable));
    }

    @Override
    public void symlink(String path, String target) {
      entries.put(belowTop(path), new Entry.Link(target));
    }

    @Override
    public void hardLink(String path, String existing) {
      Entry entry = entries.get(belowTop(existing));
      if (entry == null) {
        throw new IllegalStateException("hard link to what was not given: " + existing);
      }
      entries.put(belowTop(path), entry);
    }

    private String belowTop(String path) {
      return below(path)
          .orElseThrow(() -> refuse(archive, path, "stands beside the top folder of the source"));
    }

    /// The path without the one top folder; empty for that folder itself.
    private Optional<String> below(String path) {
      int slash = path.indexOf('/');
      String first = slash < 0 ? path : path.substring(0, slash);
      if (top.isEmpty()) {
        top = first;
      } else if (!top.equals(first)) {
        throw refuse(archive, path, "stands beside the top folder '" + top + "' of the source");
      }
      return slash < 0 ? Optional.empty() : Optional.of(path.substring(slash + 1));
    }
  }
}
