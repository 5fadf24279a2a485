package org.asaman.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Reads the archives that source distributions come in.
public final class SourceArchive {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Limits limits;
  private final Refusal refusal;
  private final Deadline deadline;

  private SourceArchive(Path file, Limits limits) {
    this.file = file;
    this.limits = limits;
    this.refusal = Refusal.of(file);
    this.deadline = Deadline.in(limits.time(), refusal);
  }

  /// Gives every member of a `.tar.gz`, `.tgz`, `.tar.bz2`, `.tar.xz` or `.zip` to the sink, in the
  /// archive's order; refuses the archive as soon as something is wrong with it.
  public static void read(Path archive, Limits limits, MemberSink sink) {
    if (!Files.isRegularFile(archive)) {
      throw new AsamanException(new Problem.BadFile(archive.toString(), "is not a file", ""));
    }
    try {
      new SourceArchive(archive, limits).read(sink);
    } catch (IOException e) {
      throw ZipArchive.unreadable(archive, e);
    }
  }

  private void read(MemberSink sink) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ArchiveFormat format = format(channel);
      if (format == ArchiveFormat.ZIP) {
        readZip(sink);
      } else {
        readTar(format, channel, sink);
      }
    }
  }

  /// The format by content, which must be the one by name, and the only one.
  private ArchiveFormat format(FileChannel channel) throws IOException {
    ArchiveFormat named =
        ArchiveFormat.ofName(file.getFileName().toString())
            .orElseThrow(() ->
                refusal.because(
                    "is no source archive by its name; one of "
                        + ArchiveFormat.allSuffixes()
                        + " is needed"));
    int length = (int) Math.min(channel.size(), TarHeader.BLOCK);
    ByteBuffer start = ChannelInput.readFully(channel, 0, length);
    ArchiveFormat found =
        ArchiveFormat.ofContent(start)
            .orElseThrow(() -> refusal.because("is not " + named.description()));
    if (found != named) {
      throw refusal.because("is " + found.description() + " in spite of its name");
    }
    byte[] bytes = new byte[length];
    start.get(bytes);
    boolean both =
        found == ArchiveFormat.ZIP
            ? TarHeader.looksLikeOne(bytes)
            : ZipEnd.looksLikeOne(ZipEnd.tail(channel));
    if (both) {
      throw refusal.because("can be read as a tar and as a zip archive");
    }
    return found;
  }

  private void readTar(ArchiveFormat format, FileChannel channel, MemberSink sink)
      throws IOException {
    long limit = limits.unpackedBytesOf(channel.size());
    InputStream packed = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
    try (InputStream decoder = decoder(format, packed);
        UnpackedInput unpacked = new UnpackedInput(decoder, limit, deadline, refusal)) {
      new TarReader(
              new BufferedInputStream(unpacked, BUFFER), TreeKind.SOURCE, limits, refusal, sink)
          .read();
    }
  }

  private InputStream decoder(ArchiveFormat format, InputStream packed) {
    try {
      return format.decoder(packed);
    } catch (IOException e) {
      throw UnpackedInput.damaged(refusal, e);
    }
  }

  private void readZip(MemberSink sink) throws IOException {
    try (ZipArchive archive = ZipArchive.open(file, limits, deadline)) {
      for (ZipMember member : archive.members()) {
        try (InputStream content = archive.read(member)) {
          give(member, content, sink);
          content.transferTo(OutputStream.nullOutputStream());
        }
      }
    }
  }

  private void give(ZipMember member, InputStream content, MemberSink sink) throws IOException {
    if (member.directory()) {
      sink.directory(member.name());
    } else if (member.symlink()) {
      sink.symlink(member.name(), target(member, content));
    } else {
      sink.file(member.name(), member.executable(), content);
    }
  }

  private String target(ZipMember member, InputStream content) throws IOException {
    if (member.size() > limits.pathLength()) {
      throw refusal.because(member.name(), "is a link with a target that is too long");
    }
    byte[] bytes = content.readAllBytes();
    String target =
        TarField.utf8(bytes, 0, bytes.length)
            .orElseThrow(() -> refusal.because(member.name(), "is a link with a malformed target"));
    return LinkTarget.inside(member.name(), target, limits, refusal);
  }
}
