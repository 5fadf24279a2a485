package org.asaman.generate;

import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// What a generated requirements file says: options first, then the requirements in their order.
public record VerifiedFile(List<String> options, SortedSet<VerifiedLine> lines) {
  private static final String HEADER =
      "# Written by asaman-generate: the hashes are those of wheels that were built from source.\n";

  public VerifiedFile {
    options = List.copyOf(options);
  }

  /// The number of wheels whose hashes are listed.
  public long hashes() {
    return lines.stream().flatMap(line -> line.hashes().stream()).distinct().count();
  }

  String toText() {
    return HEADER
        + options.stream().map(o -> o + "\n").collect(Collectors.joining())
        + lines.stream().map(VerifiedLine::toText).collect(Collectors.joining());
  }
}
