package org.asaman.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Tar archives that are not packed: written so that equal files give equal bytes, and read as
/// untrusted input.
public final class PlainTar {
  private static final int BUFFER = 1 << 16;

  private PlainTar() {}

  /// Writes regular files, sorted by name, all of mode 0644, of nobody and of one time.
  ///
  /// @param seconds the time, in seconds since 1970
  public static void write(OutputStream out, SortedMap<String, Path> files, long seconds)
      throws IOException {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (var file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(Files.size(file.getValue()));
        entry.setModTime(seconds * 1000);
        entry.setMode(0100644);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
        long _ = Files.copy(file.getValue(), tar);
        tar.closeArchiveEntry();
      }
    }
  }

  /// Gives every member to the sink; refuses the archive as soon as something is wrong with it.
  public static void read(Path archive, Limits limits, MemberSink sink) {
    if (!Files.isRegularFile(archive)) {
      throw new AsamanException(new Problem.BadFile(archive.toString(), "is not a file", ""));
    }
    Refusal refusal = Refusal.of(archive);
    Deadline deadline = Deadline.in(limits.time(), refusal);
    try (InputStream file = Files.newInputStream(archive);
        UnpackedInput bounded =
            new UnpackedInput(file, limits.unpackedBytes(), deadline, refusal)) {
      new TarReader(
              new BufferedInputStream(bounded, BUFFER), TreeKind.SOURCE, limits, refusal, sink)
          .read();
    } catch (IOException e) {
      throw ZipArchive.unreadable(archive, e);
    }
  }
}
