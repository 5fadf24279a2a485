package org.asaman.requirements;

import java.util.List;
import java.util.Locale;

/// What the end of a file's name says about it, as pip takes it.
public final class ArchiveName {
  private static final List<String> SDISTS =
      List.of(".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip");
  private static final List<String> OTHERS =
      List.of(".whl", ".tbz", ".txz", ".tlz", ".tar.lz", ".tar.lzma", ".tar");

  private ArchiveName() {}

  /// Whether pip would take the file for an archive.
  static boolean isArchive(String fileName) {
    return isSdist(fileName) || endsWithOne(fileName, OTHERS);
  }

  /// Whether it is one of the archives that sdists come in.
  public static boolean isSdist(String fileName) {
    return endsWithOne(fileName, SDISTS);
  }

  static boolean isWheel(String fileName) {
    return endsWithOne(fileName, List.of(".whl"));
  }

  private static boolean endsWithOne(String fileName, List<String> ends) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return ends.stream().anyMatch(end -> lower.endsWith(end) && lower.length() > end.length());
  }
}
