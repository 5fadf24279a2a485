package org.asaman.compare;

import java.util.List;
import java.util.Locale;

/// One place in which two archives differ.
///
/// `member` is the path in the archive, parts of nested archives after `!/`; empty for the archive
/// itself. `place` says where in the member, in words that are the same whenever it is the same
/// place: `line 12`, `section .text`, `field Requires-Dist`, `code object f.<locals>.g`, `times`.
/// `left` and `right` are short printable texts, empty where one side has nothing. `lines` is more
/// detail, if there is some, as a unified diff or another program's words.
public record Difference(
    String member, Kind kind, String place, String left, String right, List<String> lines) {

  public Difference {
    lines = List.copyOf(lines);
  }

  /// What kind of thing differs.
  public enum Kind {
    /// The archive itself: order, times, modes, flags, compression.
    ARCHIVE,
    /// A member that only one side has, or that is of another type.
    MEMBER,
    RECORD,
    METADATA,
    WHEEL,
    TEXT,
    BYTECODE,
    ELF,
    JSON,
    BINARY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What identifies the place, without what is there.
  public String key() {
    return kind + " " + member + " " + place;
  }
}
