package org.asaman.requirements;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What a file's bytes must add up to: `sha256`, `sha384` or `sha512`, and the digest in lower-case
/// hex.
///
/// Weaker algorithms are refused, as pip does; so is a digest of another length, which pip would
/// take and never meet.
public record Hash(String algorithm, String hex) implements Comparable<Hash> {
  private static final Map<String, Integer> BYTES =
      Map.of("sha256", 32, "sha384", 48, "sha512", 64);
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  public Hash {
    hex = hex.toLowerCase(Locale.ROOT);
    Integer bytes = BYTES.get(algorithm);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "'" + algorithm + "' is not taken as a hash: use sha256, sha384 or sha512");
    }
    if (!HEX.matcher(hex).matches() || hex.length() != 2 * bytes) {
      throw new IllegalArgumentException(
          "'" + hex + "' is not a " + algorithm + " digest (" + 2 * bytes + " hex digits)");
    }
  }

  /// Reads `sha256:0123…`.
  ///
  /// @throws IllegalArgumentException if it is no hash, or a weak one
  public static Hash parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + text + "' is not a hash: write sha256:DIGEST");
    }
    return new Hash(text.substring(0, colon), text.substring(colon + 1));
  }

  /// A new computation of this hash's algorithm.
  public MessageDigest newDigest() {
    return digestOf(algorithm);
  }

  /// A new computation of one of the algorithms.
  public static MessageDigest digestOf(String algorithm) {
    try {
      return MessageDigest.getInstance("SHA-" + algorithm.substring("sha".length()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int compareTo(Hash other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
