package org.asaman.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarFile;

/// The tar of a file system, written anew so that equal trees give equal bytes.
///
/// Members are sorted by name, of nobody, of one time and of mode 0755 or 0644; symbolic links are
/// as they were, hard links become files, and devices, sockets and pipes are left out.
public final class CanonicalTar {
  private static final int EXECUTABLE = 0111;

  private final TarFile raw;
  private final Map<String, TarArchiveEntry> entries = new HashMap<>();

  private CanonicalTar(TarFile raw) {
    this.raw = raw;
    raw.getEntries().forEach(entry -> entries.put(name(entry.getName()), entry));
  }

  /// Writes the members whose names are wanted.
  ///
  /// @param raw a tar that is not packed and that a program of the system wrote
  /// @param wanted is asked for each name, without a slash at its ends
  /// @param seconds the time of all members, in seconds since 1970
  public static void rewrite(Path raw, OutputStream out, Predicate<String> wanted, long seconds)
      throws IOException {
    try (TarFile file = new TarFile(raw, StandardCharsets.UTF_8.name());
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      CanonicalTar tree = new CanonicalTar(file);
      for (var member : new TreeMap<>(tree.entries).entrySet()) {
        if (!member.getKey().isEmpty() && wanted.test(member.getKey())) {
          tree.copy(member.getKey(), member.getValue(), seconds, tar);
        }
      }
    }
  }

  private void copy(String name, TarArchiveEntry entry, long seconds, TarArchiveOutputStream tar)
      throws IOException {
    if (entry.isDirectory()) {
      put(new TarArchiveEntry(name + "/"), 0755, seconds, tar);
    } else if (entry.isSymbolicLink()) {
      TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      link.setLinkName(entry.getLinkName());
      put(link, 0777, seconds, tar);
    } else if (entry.isLink()) {
      copy(name, target(entry), seconds, tar);
    } else if (isRegular(entry)) {
      TarArchiveEntry file = new TarArchiveEntry(name);
      file.setSize(entry.getSize());
      try (InputStream content = raw.getInputStream(entry)) {
        put(file, (entry.getMode() & EXECUTABLE) == 0 ? 0644 : 0755, seconds, tar, content);
      }
    }
  }

  /// What a hard link is another name of: by the rules of tar, a member before it.
  private TarArchiveEntry target(TarArchiveEntry link) throws IOException {
    TarArchiveEntry target = entries.get(name(link.getLinkName()));
    if (target == null || !(isRegular(target) || target.isSymbolicLink())) {
      throw new IOException("the hard link " + link.getName() + " leads nowhere");
    }
    return target;
  }

  private static boolean isRegular(TarArchiveEntry entry) {
    return entry.isFile()
        && !entry.isLink()
        && !entry.isSymbolicLink()
        && !entry.isBlockDevice()
        && !entry.isCharacterDevice()
        && !entry.isFIFO();
  }

  private static void put(TarArchiveEntry entry, int mode, long seconds, TarArchiveOutputStream tar)
      throws IOException {
    put(entry, mode, seconds, tar, InputStream.nullInputStream());
  }

  private static void put(
      TarArchiveEntry entry,
      int mode,
      long seconds,
      TarArchiveOutputStream tar,
      InputStream content)
      throws IOException {
    entry.setModTime(seconds * 1000);
    entry.setMode(mode);
    entry.setIds(0, 0);
    entry.setNames("", "");
    tar.putArchiveEntry(entry);
    long _ = content.transferTo(tar);
    tar.closeArchiveEntry();
  }

  /// A name without `./` before it and slashes at its ends.
  private static String name(String raw) {
    return raw.replaceFirst("^(\\./|/)*", "").replaceFirst("/+$", "").replaceFirst("^\\.$", "");
  }
}
