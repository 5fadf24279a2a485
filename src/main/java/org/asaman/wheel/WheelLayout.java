package org.asaman.wheel;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.asaman.archive.ZipMember;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;

/// Where the files of a wheel lie: one `.dist-info` folder, at most one `.data` folder, the rest.
final class WheelLayout {
  static final String DIST_INFO = ".dist-info";
  static final String DATA = ".data";

  private static final Set<String> SCHEME_KEYS =
      Set.of("purelib", "platlib", "scripts", "headers", "data");

  private static final Set<String> LIBRARY_KEYS = Set.of("purelib", "platlib");

  private final WheelName name;
  private final List<ZipMember> members;
  private final Findings findings;

  WheelLayout(WheelName name, List<ZipMember> members, Findings findings) {
    this.name = name;
    this.members = members;
    this.findings = findings;
  }

  /// The name of the one `.dist-info` folder; without it nothing else can be said of the wheel.
  String distInfo() {
    Set<String> found = new TreeSet<>();
    for (ZipMember member : members) {
      String top = parts(member).getFirst();
      if (endsWith(top, DIST_INFO)) {
        found.add(top);
      }
    }
    findings.addIf(found.isEmpty(), "", "has no .dist-info folder");
    findings.addIf(
        found.size() > 1, "", "has more than one .dist-info folder: " + String.join(", ", found));
    findings.throwIfAny();
    String distInfo = found.iterator().next();
    if (!isOfThisWheel(distInfo, DIST_INFO)) {
      findings.add(distInfo, "is not the .dist-info of " + name.name() + " " + name.version());
    }
    return distInfo;
  }

  /// Checks what may lie where.
  void check() {
    for (ZipMember member : members) {
      findings.addIf(member.symlink(), member.name(), "is a symbolic link; a wheel holds none");
      List<String> parts = parts(member);
      if (endsWith(parts.getFirst(), DATA)) {
        checkData(member, parts);
      }
    }
  }

  private void checkData(ZipMember member, List<String> parts) {
    if (!isOfThisWheel(parts.getFirst(), DATA)) {
      findings.add(member.name(), "lies in a .data folder that is not this wheel's");
    } else if (parts.size() > 1 && !SCHEME_KEYS.contains(parts.get(1))) {
      findings.add(member.name(), "lies in no known part of .data: " + new TreeSet<>(SCHEME_KEYS));
    } else if (!member.directory() && parts.size() < 3) {
      findings.add(member.name(), "takes the place of a folder of .data");
    } else if (parts.size() > 2
        && LIBRARY_KEYS.contains(parts.get(1))
        && endsWith(parts.get(2), DIST_INFO)) {
      findings.add(member.name(), "would be installed as a second .dist-info");
    }
  }

  private boolean isOfThisWheel(String folder, String suffix) {
    String stem = folder.substring(0, folder.length() - suffix.length());
    int dash = stem.lastIndexOf('-');
    return folder.endsWith(suffix)
        && dash > 0
        && ProjectName.normalise(stem.substring(0, dash)).equals(name.name().value())
        && Version.tryParse(stem.substring(dash + 1)).equals(Optional.of(name.version()));
  }

  /// Case does not matter: on some file systems the folder would be the same.
  private static boolean endsWith(String part, String suffix) {
    return part.toLowerCase(Locale.ROOT).endsWith(suffix);
  }

  private static List<String> parts(ZipMember member) {
    return List.of(member.name().split("/"));
  }
}
