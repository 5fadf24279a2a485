package org.asaman.wheel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// The order of files in a canonical wheel: by name, `.dist-info` last, RECORD the last of all.
final class MemberOrder {
  private MemberOrder() {}

  /// By the bytes of the UTF-8 form, which is the order of code points.
  static final Comparator<String> BYTEWISE =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  static Comparator<String> canonical(String distInfo) {
    String folder = distInfo + "/";
    return Comparator.comparing((String path) -> path.equals(RecordFile.path(distInfo)))
        .thenComparing(path -> path.startsWith(folder))
        .thenComparing(BYTEWISE);
  }
}
