package org.asaman.wheel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.asaman.archive.Limits;
import org.asaman.archive.ZipArchive;
import org.asaman.archive.ZipMember;

/// Tells what canonical writing changed.
final class Changes {
  private Changes() {}

  /// Files that were written by this program need no limits.
  private static final Limits NO_LIMITS =
      new Limits(
          Long.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          Duration.ofDays(1));

  /// What was changed from the wheel to the archive written of it; nothing if their bytes are the
  /// same.
  ///
  /// @param sboms the bills of materials that were written anew
  static List<Change> between(Wheel wheel, Path written, SortedMap<String, Sbom> sboms)
      throws IOException {
    if (Files.mismatch(wheel.file(), written) < 0) {
      return List.of();
    }
    try (ZipArchive archive = ZipArchive.open(written, NO_LIMITS)) {
      List<Change> changes =
          new ArrayList<>(MemberChanges.of(wheel.members(), archive.members()).list());
      sboms.forEach((path, sbom) -> changes.add(new Change.SbomRewritten(path, sbom.how())));
      String path = RecordFile.path(wheel.distInfo());
      RecordDifferences.between(
              content(wheel.members(), wheel::read, path),
              content(archive.members(), archive::read, path))
          .ifPresent(changes::add);
      return changes.isEmpty() ? List.of(new Change.Encoding()) : changes;
    }
  }

  private static byte[] content(
      List<ZipMember> members, Function<ZipMember, InputStream> reader, String path)
      throws IOException {
    ZipMember member =
        members.stream().filter(m -> m.name().equals(path)).findFirst().orElseThrow();
    try (InputStream in = reader.apply(member)) {
      return in.readAllBytes();
    }
  }
}
