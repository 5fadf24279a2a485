package org.asaman.debian;

import java.util.Comparator;
import java.util.Map;
import org.asaman.store.Digest;

/// A package that a root was made from, and its file.
record KeptPackage(
    String name, String version, String architecture, String filename, Digest digest) {

  static final Comparator<KeptPackage> ORDER =
      Comparator.comparing(KeptPackage::name).thenComparing(KeptPackage::filename);

  /// @param control the package's own description
  static KeptPackage of(Map<String, String> control, String filename, Digest digest) {
    return new KeptPackage(
        control.getOrDefault("Package", ""),
        control.getOrDefault("Version", ""),
        control.getOrDefault("Architecture", ""),
        filename,
        digest);
  }
}
