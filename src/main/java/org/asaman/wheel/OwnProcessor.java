package org.asaman.wheel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds out whether machine code was compiled for the processor of the machine that built it.
///
/// GCC writes its switches into debug information (DW_AT_producer). It replaces `-march=native` and
/// `-mtune=native` by what it found, among it the sizes of the caches, which it writes only then:
/// so code for a processor that was named (`-mavx2`, `-march=haswell`), which is the same
/// everywhere, is not mistaken for it.
final class OwnProcessor {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  /// How a producer begins, as bytes; and as much of it as is looked at.
  private static final byte[] PRODUCER = "GNU ".getBytes(StandardCharsets.US_ASCII);

  private static final int MOST = 8192;

  /// What `-mtune=native` leaves.
  private static final Set<String> BASELINE = Set.of("-march=x86-64", "-march=armv8-a");

  private static final String CACHES = " --param=l1-cache-size=";
  private static final Pattern CPU =
      Pattern.compile(" (-m(?:arch|tune|cpu)=[A-Za-z0-9._+-]{1,40})");

  private OwnProcessor() {}

  /// The switch that names the processor which the code of a file was compiled for, if it was that
  /// of the machine.
  static Optional<String> of(InputStream content) throws IOException {
    InputStream in = new BufferedInputStream(content, 1 << 16);
    if (!Arrays.equals(in.readNBytes(ELF.length), ELF)) {
      return Optional.empty();
    }
    int matched = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      matched = b == PRODUCER[matched] ? matched + 1 : b == PRODUCER[0] ? 1 : 0;
      if (matched == PRODUCER.length) {
        matched = 0;
        Optional<String> found = processor(text(in));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /// The bytes up to a NUL.
  private static String text(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b > 0 && text.length() < MOST; b = in.read()) {
      text.append((char) b);
    }
    return text.toString();
  }

  private static Optional<String> processor(String producer) {
    if (!producer.contains(CACHES)) {
      return Optional.empty();
    }
    return CPU.matcher(producer)
        .results()
        .map(match -> match.group(1))
        .filter(named -> !BASELINE.contains(named))
        .findFirst()
        .or(() -> Optional.of("its caches"));
  }
}
