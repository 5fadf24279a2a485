package org.asaman.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.asaman.archive.Limits;
import org.asaman.archive.ZipArchive;
import org.asaman.archive.ZipMember;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;

/// A zip archive, such as a wheel.
final class ZipSide implements Side {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private static final int UTF_8 = 1 << 11;
  private static final int MOST_TARGET = 4096;

  private final Path file;
  private final ZipArchive archive;
  private final Map<String, ZipMember> members = new HashMap<>();
  private final List<Item> items = new ArrayList<>();

  private ZipSide(Path file, ZipArchive archive) {
    this.file = file;
    this.archive = archive;
  }

  static ZipSide open(Path file, Limits limits) {
    ZipSide side = new ZipSide(file, ZipArchive.open(file, limits));
    try {
      for (ZipMember member : side.archive.members()) {
        side.members.put(member.name(), member);
        side.items.add(side.item(member));
      }
      return side;
    } catch (IOException e) {
      side.close();
      throw side.unreadable(e);
    } catch (RuntimeException e) {
      side.close();
      throw e;
    }
  }

  private Item item(ZipMember member) throws IOException {
    return new Item(
        member.name(),
        member.directory() ? Item.Type.FOLDER : member.symlink() ? Item.Type.LINK : Item.Type.FILE,
        digest(member),
        member.executable(),
        member.symlink() ? target(member) : "",
        TIME.format(member.modified()),
        String.format(Locale.ROOT, "%06o", member.unixMode()),
        "",
        flags(member),
        (member.method() == 0 ? "stored" : "deflated") + ", " + member.compressedSize() + " bytes");
  }

  private Digest digest(ZipMember member) throws IOException {
    MessageDigest sha256 = Digest.sha256();
    try (DigestInputStream in = new DigestInputStream(archive.read(member), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return new Digest(HexFormat.of().formatHex(sha256.digest()), member.size());
  }

  private String target(ZipMember member) throws IOException {
    try (InputStream in = archive.read(member)) {
      return new String(in.readNBytes(MOST_TARGET), StandardCharsets.UTF_8);
    }
  }

  private static String flags(ZipMember member) {
    List<String> flags = new ArrayList<>();
    if (member.extras()) {
      flags.add("extra fields");
    }
    if (member.descriptor()) {
      flags.add("data descriptor");
    }
    if ((member.flags() & UTF_8) != 0) {
      flags.add("UTF-8 flag");
    }
    int level = member.flags() & 6;
    if (level != 0) {
      flags.add("level bits " + level);
    }
    return flags.isEmpty() ? "none" : String.join(", ", flags);
  }

  @Override
  public List<Item> items() {
    return items;
  }

  @Override
  public void prepare(Set<String> paths) {}

  @Override
  public Optional<byte[]> read(String path) {
    ZipMember member = Objects.requireNonNull(members.get(path));
    if (member.size() > MOST_BYTES) {
      return Optional.empty();
    }
    try (InputStream in = archive.read(member)) {
      return Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /// The hash of the member's bytes as they are packed.
  String packedHash(String path) {
    ZipMember member = Objects.requireNonNull(members.get(path));
    MessageDigest sha256 = Digest.sha256();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      long at = member.dataOffset();
      long end = at + member.compressedSize();
      while (at < end) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
        int n = channel.read(buffer, at);
        if (n < 0) {
          throw new IOException("the file became shorter while it was read");
        }
        sha256.update(buffer.flip());
        at += n;
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  @Override
  public List<String> header() {
    return List.of();
  }

  @Override
  public void close() {
    archive.close();
  }

  private AsamanException unreadable(IOException e) {
    return new AsamanException(
        new Problem.BadFile(file.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
  }
}
