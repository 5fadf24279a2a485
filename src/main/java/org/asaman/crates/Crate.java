package org.asaman.crates;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A crate of a registry, as a `Cargo.lock` pins it.
///
/// @param sha256 of its `.crate` file, in lower-case hexadecimal digits
public record Crate(String name, String version, String sha256) implements Comparable<Crate> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z.+-]{0,127}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern TEXT = Pattern.compile("(\\S+) (\\S+) sha256:(\\S+)");

  public Crate {
    require(NAME, name, "the name of a crate");
    require(VERSION, version, "the version of a crate");
    require(SHA256, sha256, "a SHA-256");
  }

  private static void require(Pattern pattern, String text, String what) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not " + what);
    }
  }

  /// Reads what [#toString] writes.
  public static Crate parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not NAME VERSION sha256:HASH");
    }
    return new Crate(matcher.group(1), matcher.group(2), matcher.group(3));
  }

  /// The folder that holds it among others; also the name of its one top folder.
  String folder() {
    return name + "-" + version;
  }

  /// The name of its file in a registry.
  public String fileName() {
    return folder() + ".crate";
  }

  @Override
  public int compareTo(Crate other) {
    return Comparator.comparing(Crate::name)
        .thenComparing(Crate::version)
        .thenComparing(Crate::sha256)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return name + " " + version + " sha256:" + sha256;
  }
}
