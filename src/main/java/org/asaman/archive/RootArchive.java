package org.asaman.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Reads a root file system out of a tar archive, packed or not, as untrusted input.
///
/// Devices and FIFOs are not given to the sink. Targets of links are given as they are: whoever
/// follows one takes the tree as the root.
public final class RootArchive {
  /// Of a root: 16 GiB, a million members, half an hour.
  public static final Limits LIMITS =
      new Limits(16L << 30, 1_000_000, 4096, 255, 100, 1000, Duration.ofMinutes(30));

  private static final int BUFFER = 1 << 16;

  private RootArchive() {}

  /// Gives every member to the sink; refuses the archive as soon as something is wrong with it.
  public static void read(Path archive, Limits limits, MemberSink sink) {
    Refusal refusal = Refusal.of(archive);
    Deadline deadline = Deadline.in(limits.time(), refusal);
    try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.READ)) {
      Optional<ArchiveFormat> packed = format(channel, archive);
      long limit =
          packed.isPresent() ? limits.unpackedBytesOf(channel.size()) : limits.unpackedBytes();
      InputStream file = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
      try (InputStream decoder = packed.isPresent() ? packed.get().decoder(file) : file;
          UnpackedInput unpacked = new UnpackedInput(decoder, limit, deadline, refusal)) {
        new TarReader(
                new BufferedInputStream(unpacked, BUFFER), TreeKind.ROOT, limits, refusal, sink)
            .read();
      }
    } catch (IOException e) {
      throw ZipArchive.unreadable(archive, e);
    }
  }

  /// How the archive is packed; empty for a plain one.
  private static Optional<ArchiveFormat> format(FileChannel channel, Path archive)
      throws IOException {
    int length = (int) Math.min(channel.size(), TarHeader.BLOCK);
    ByteBuffer start = ChannelInput.readFully(channel, 0, length);
    byte[] bytes = new byte[length];
    start.get(start.position(), bytes);
    if (TarHeader.looksLikeOne(bytes)) {
      return Optional.empty();
    }
    return Optional.of(
        ArchiveFormat.ofContent(start)
            .filter(format -> format != ArchiveFormat.ZIP)
            .orElseThrow(() ->
                new AsamanException(
                    new Problem.BadFile(
                        archive.toString(),
                        "is no tar archive",
                        "a root is a folder, or a tar of one, packed with gzip, bzip2 or xz or"
                            + " not"))));
  }
}
