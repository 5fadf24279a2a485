package org.asaman.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// The one reader of ZIP archives. Whatever two readers could take differently is refused.
///
/// The file must be its members from the first byte on, each directly after the one before, then
/// the central directory that says the same, then the end record, and nothing else.
public final class ZipArchive implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final Supplier<Deadline> deadlines;
  private final Refusal refusal;
  private final List<ZipMember> members;

  private ZipArchive(Path file, FileChannel channel, Limits limits, Supplier<Deadline> deadlines)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.deadlines = deadlines;
    this.refusal = Refusal.of(file);
    this.members = readMembers(limits);
  }

  /// Opens and checks an archive; the time limit holds for this and for each member by itself.
  public static ZipArchive open(Path file, Limits limits) {
    Refusal refusal = Refusal.of(file);
    return open(file, limits, () -> Deadline.in(limits.time(), refusal));
  }

  /// Opens an archive whose reading as a whole must be done by the given deadline.
  static ZipArchive open(Path file, Limits limits, Deadline deadline) {
    return open(file, limits, () -> deadline);
  }

  private static ZipArchive open(Path file, Limits limits, Supplier<Deadline> deadlines) {
    if (!Files.isRegularFile(file)) {
      throw new AsamanException(new Problem.BadFile(file.toString(), "is not a file", ""));
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new ZipArchive(file, channel, limits, deadlines);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static AsamanException unreadable(Path file, IOException e) {
    return new AsamanException(
        new Problem.BadFile(file.toString(), "cannot be read: " + e.getMessage(), ""), e);
  }

  /// The members in the central directory's order.
  public List<ZipMember> members() {
    return members;
  }

  /// The member's content; size and CRC-32 are checked before the last byte is given.
  public InputStream read(ZipMember member) {
    ChannelInput packed =
        new ChannelInput(
            channel, member.dataOffset(), member.dataOffset() + member.compressedSize());
    return new MemberInput(member, packed, deadlines.get(), refusal);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private List<ZipMember> readMembers(Limits limits) throws IOException {
    ZipEnd end = ZipEnd.read(channel, refusal);
    List<ZipCentral> directory = readDirectory(end, limits);
    Map<String, ZipMember> byName = locate(directory, end.directoryOffset());
    return directory.stream().map(central -> byName.get(central.name())).toList();
  }

  private List<ZipCentral> readDirectory(ZipEnd end, Limits limits) throws IOException {
    if (end.entries() > limits.members()) {
      throw refusal.because("has more than the limit of " + limits.members() + " members");
    }
    Deadline deadline = deadlines.get();
    MemberTree tree = new MemberTree(TreeKind.SOURCE, limits, refusal);
    long left = limits.unpackedBytesOf(channel.size());
    List<ZipCentral> directory = new ArrayList<>();
    long directoryEnd = end.directoryOffset() + end.directorySize();
    ChannelInput range = new ChannelInput(channel, end.directoryOffset(), directoryEnd);
    BufferedInputStream in = new BufferedInputStream(range, 1 << 16);
    for (long i = 0; i < end.entries(); i++) {
      deadline.check();
      ZipCentral central = ZipCentral.read(in, refusal);
      tree.add(central.name(), central.kind());
      if (central.sizes().size() > left) {
        throw refusal.because(central.name(), "expands past the limit for an archive of this size");
      }
      left -= central.sizes().size();
      directory.add(central);
    }
    if (in.read() >= 0) {
      throw refusal.because("has more in its central directory than its end record says");
    }
    return directory;
  }

  private Map<String, ZipMember> locate(List<ZipCentral> directory, long directoryOffset)
      throws IOException {
    Deadline deadline = deadlines.get();
    List<ZipCentral> byOffset =
        directory.stream().sorted(Comparator.comparingLong(c -> c.sizes().offset())).toList();
    Map<String, ZipMember> members = new HashMap<>();
    long position = 0;
    for (int i = 0; i < byOffset.size(); i++) {
      deadline.check();
      ZipCentral central = byOffset.get(i);
      if (central.sizes().offset() != position) {
        throw refusal.because(
            central.name(),
            central.sizes().offset() < position
                ? "overlaps another member"
                : "has hidden bytes before it");
      }
      long limit = i + 1 < byOffset.size() ? byOffset.get(i + 1).sizes().offset() : directoryOffset;
      ZipLocal local = ZipLocal.read(channel, central, Math.min(limit, directoryOffset), refusal);
      members.put(central.name(), central.toMember(local));
      position = local.end();
    }
    if (position != directoryOffset) {
      throw refusal.because("has hidden bytes before its central directory");
    }
    return members;
  }
}
