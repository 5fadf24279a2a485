package org.asaman.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the names of files and members say of what they hold.
final class Names {
  private static final List<String> ZIPS = List.of(".whl", ".zip", ".jar", ".egg");
  private static final List<String> TARS =
      List.of(".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar");

  private Names() {}

  static boolean isWheel(String name) {
    return name.endsWith(".whl");
  }

  static boolean isSdist(String name) {
    return lower(name).endsWith(".zip")
        || tarSuffix(name).filter(suffix -> !suffix.equals(".tar")).isPresent();
  }

  static boolean isZip(String name) {
    return ZIPS.stream().anyMatch(lower(name)::endsWith);
  }

  /// The suffix of a tar archive, if it is one.
  static Optional<String> tarSuffix(String name) {
    return TARS.stream().filter(lower(name)::endsWith).findFirst();
  }

  static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static boolean isRecord(String path) {
    return inDistInfo(path) && base(path).equals("RECORD");
  }

  /// RECORD and what signs it: canonical writing makes the one anew and leaves out the others.
  static boolean isRecordOrSignature(String path) {
    return inDistInfo(path) && List.of("RECORD", "RECORD.jws", "RECORD.p7s").contains(base(path));
  }

  static boolean isMetadata(String path) {
    return base(path).equals("PKG-INFO") || (inDistInfo(path) && base(path).equals("METADATA"));
  }

  static boolean isWheelFile(String path) {
    return inDistInfo(path) && base(path).equals("WHEEL");
  }

  /// Whether the member says something of the archive and is no part of what it is for.
  static boolean isAbout(String path, boolean wheel) {
    String[] parts = path.split("/", -1);
    if (wheel) {
      return parts.length > 1 && parts[0].endsWith(".dist-info");
    }
    for (int i = 0; i < parts.length - 1; i++) {
      if (parts[i].endsWith(".egg-info")) {
        return true;
      }
    }
    return parts.length == 2 && parts[1].equals("PKG-INFO");
  }

  private static boolean inDistInfo(String path) {
    int slash = path.indexOf('/');
    return slash > 0
        && path.indexOf('/', slash + 1) < 0
        && path.substring(0, slash).endsWith(".dist-info");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
