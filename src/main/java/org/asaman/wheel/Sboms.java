package org.asaman.wheel;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.archive.ZipMember;

/// The bills of materials of a wheel that are not canonical, by their paths.
final class Sboms {
  /// Larger ones stay as they are, and those after so many.
  private static final int MOST_SIZE = 16 << 20;

  private static final int MOST = 20;

  private Sboms() {}

  /// What is written in their place.
  static SortedMap<String, Sbom> rewritten(Wheel wheel, long epochSecond) throws IOException {
    SortedMap<String, Sbom> rewritten = new TreeMap<>(MemberOrder.BYTEWISE);
    for (ZipMember member :
        wheel.members().stream()
            .filter(m -> isOne(wheel.distInfo(), m))
            .sorted(Comparator.comparing(ZipMember::name, MemberOrder.BYTEWISE))
            .limit(MOST)
            .toList()) {
      canonical(wheel, member, epochSecond).ifPresent(sbom -> rewritten.put(member.name(), sbom));
    }
    return rewritten;
  }

  private static boolean isOne(String distInfo, ZipMember member) {
    return member.regular()
        && member.name().startsWith(distInfo + "/sboms/")
        && member.name().endsWith(".json")
        && member.size() <= MOST_SIZE;
  }

  private static Optional<Sbom> canonical(Wheel wheel, ZipMember member, long epochSecond)
      throws IOException {
    try (InputStream in = wheel.read(member)) {
      return Sbom.canonical(in.readAllBytes(), epochSecond).filter(sbom -> !sbom.how().isEmpty());
    }
  }
}
