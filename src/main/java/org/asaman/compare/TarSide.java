package org.asaman.compare;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asaman.archive.GzipHeader;
import org.asaman.archive.Limits;
import org.asaman.archive.MemberSink;
import org.asaman.archive.PlainTar;
import org.asaman.archive.SourceArchive;
import org.asaman.archive.TarFacts;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;

/// A tar archive, packed or not; it is read once for its members and once for their contents.
final class TarSide implements Side {
  private final Path file;
  private final Limits limits;
  private final Scratch scratch;
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Item> byPath = new HashMap<>();
  private final Map<String, String> hardLinks = new HashMap<>();
  private final Map<String, Path> contents = new HashMap<>();
  private final List<String> header;

  private TarSide(Path file, Limits limits, Scratch scratch) {
    this.file = file;
    this.limits = limits;
    this.scratch = scratch;
    this.header = readHeader();
  }

  static TarSide open(Path file, Limits limits, Scratch scratch) {
    TarSide side = new TarSide(file, limits, scratch);
    side.readAll(side.new Listing());
    return side;
  }

  private void readAll(MemberSink sink) {
    if (file.toString().endsWith(".tar")) {
      PlainTar.read(file, limits, sink);
    } else {
      SourceArchive.read(file, limits, sink);
    }
  }

  private List<String> readHeader() {
    if (!file.toString().endsWith("gz")) {
      return List.of();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return GzipHeader.read(in).words();
    } catch (IOException _) {
      return List.of(); // the reader of the archive will say so
    }
  }

  @Override
  public List<Item> items() {
    return items;
  }

  @Override
  public void prepare(Set<String> paths) {
    Set<String> wanted = new HashSet<>();
    paths.forEach(path -> wanted.add(hardLinks.getOrDefault(path, path)));
    if (!wanted.isEmpty()) {
      readAll(new Taking(wanted));
    }
  }

  @Override
  public Optional<byte[]> read(String path) {
    Path content = contents.get(hardLinks.getOrDefault(path, path));
    if (content == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(content));
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(file.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
    }
  }

  @Override
  public List<String> header() {
    return header;
  }

  /// How the archive is packed, by its name.
  String packing() {
    return Names.tarSuffix(String.valueOf(file.getFileName()))
        .map(suffix -> suffix.equals(".tgz") ? "tar.gz" : suffix.substring(1))
        .orElse("tar");
  }

  @Override
  public void close() {}

  /// Writes down what there is.
  private final class Listing implements MemberSink {
    private static final TarFacts NONE = new TarFacts(0, "", "", "", "", "", "");
    private TarFacts facts = NONE;

    @Override
    public void tarFacts(String path, TarFacts told) {
      facts = told;
    }

    @Override
    public void directory(String path) {
      add(path, Item.Type.FOLDER, Digest.ofUtf8(""), false, "");
    }

    @Override
    public void file(String path, boolean executable, InputStream content) throws IOException {
      MessageDigest sha256 = Digest.sha256();
      long size =
          new DigestInputStream(content, sha256).transferTo(OutputStream.nullOutputStream());
      Digest digest = new Digest(HexFormat.of().formatHex(sha256.digest()), size);
      add(path, Item.Type.FILE, digest, executable, "");
    }

    @Override
    public void symlink(String path, String target) {
      add(path, Item.Type.LINK, Digest.ofUtf8(target), false, target);
    }

    @Override
    public void hardLink(String path, String existing) {
      Item other = byPath.get(existing);
      if (other == null) {
        throw new IllegalStateException("hard link to what was not given: " + existing);
      }
      hardLinks.put(path, hardLinks.getOrDefault(existing, existing));
      facts =
          new TarFacts(
              facts.mode(),
              facts.user(),
              facts.group(),
              facts.userName(),
              facts.groupName(),
              facts.time(),
              facts.form() + ", hard link to " + existing);
      add(path, Item.Type.FILE, other.digest(), other.executable(), "");
    }

    private void add(
        String path, Item.Type type, Digest digest, boolean executable, String target) {
      Item item =
          new Item(
              path,
              type,
              digest,
              executable,
              target,
              facts.time(),
              String.format(Locale.ROOT, "%06o", facts.mode()),
              facts.user() + ":" + facts.group() + " " + facts.userName() + ":" + facts.groupName(),
              facts.form(),
              "");
      items.add(item);
      byPath.put(path, item);
      facts = NONE;
    }
  }

  /// Keeps the contents that are wanted.
  private final class Taking implements MemberSink {
    private final Set<String> wanted;

    Taking(Set<String> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void directory(String path) {}

    @Override
    public void file(String path, boolean executable, InputStream content) throws IOException {
      Item item = byPath.get(path);
      if (wanted.contains(path) && item != null && item.digest().size() <= MOST_BYTES) {
        Path kept = scratch.newFile(".member");
        long _ = Files.copy(content, kept);
        contents.put(path, kept);
      }
    }

    @Override
    public void symlink(String path, String target) {}

    @Override
    public void hardLink(String path, String existing) {}
  }
}
