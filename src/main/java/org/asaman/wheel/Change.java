package org.asaman.wheel;

import java.time.LocalDateTime;
import java.util.List;

/// One thing that canonical writing changed against the bytes that the build backend wrote.
///
/// What a file holds is never changed, but for RECORD, of which it was proved before that it fits
/// the files, and for bills of materials, which tell of the build itself.
public sealed interface Change {

  /// The files came in another order.
  record Order() implements Change {}

  /// Members that stand for folders were left out.
  record Folders(List<String> dropped) implements Change {
    public Folders {
      dropped = List.copyOf(dropped);
    }
  }

  /// Signatures of RECORD were left out: they sign bytes that are no more.
  record Signatures(List<String> dropped) implements Change {
    public Signatures {
      dropped = List.copyOf(dropped);
    }
  }

  /// RECORD was written anew; each of `how` is a fragment that says what was different.
  record RecordRewritten(List<String> how) implements Change {
    public RecordRewritten {
      how = List.copyOf(how);
    }
  }

  /// A bill of materials was written canonically; each of `how` is a fragment that says what of it
  /// was not.
  record SbomRewritten(String path, List<String> how) implements Change {
    public SbomRewritten {
      how = List.copyOf(how);
    }
  }

  /// Files carried other times, `first` the earliest and `last` the latest of them.
  record Times(int files, LocalDateTime first, LocalDateTime last, LocalDateTime now)
      implements Change {}

  /// Files carried other type and permission bits; `was` and `now` are those of `example`.
  record Modes(int files, String example, int was, int now) implements Change {}

  /// Files were packed otherwise, from and to so many bytes.
  record Compression(int files, long was, long now) implements Change {}

  /// Headers carried what a wheel does not need.
  record Headers(int extraFields, int dataDescriptors) implements Change {}

  /// Nothing of the above, and yet the bytes differ: the deflate that was used, or header fields
  /// that mean nothing for a wheel.
  record Encoding() implements Change {}

  /// A short name that stays, for machines.
  default String id() {
    return switch (this) {
      case Order _ -> "order";
      case Folders _ -> "folders";
      case Signatures _ -> "signatures";
      case RecordRewritten _ -> "record";
      case SbomRewritten _ -> "sbom";
      case Times _ -> "times";
      case Modes _ -> "modes";
      case Compression _ -> "compression";
      case Headers _ -> "headers";
      case Encoding _ -> "encoding";
    };
  }

  /// What was changed, for people: one sentence without a full stop.
  default String sentence() {
    return ChangeWording.sentence(this);
  }
}
