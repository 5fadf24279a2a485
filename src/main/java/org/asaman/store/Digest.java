package org.asaman.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// The SHA-256 (64 lower-case hex characters) and size in bytes of some content: REAPI's `Digest`.
public record Digest(String hash, long size) implements Comparable<Digest> {
  private static final Pattern WRITTEN = Pattern.compile("[0-9a-f]{64}/[0-9]{1,18}");

  public Digest {
    if (hash.length() != 64 || !hash.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + hash);
    }
    if (size < 0) {
      throw new IllegalArgumentException("negative size: " + size);
    }
  }

  public static Digest of(byte[] content) {
    return new Digest(HexFormat.of().formatHex(sha256().digest(content)), content.length);
  }

  public static Digest ofUtf8(String content) {
    return of(content.getBytes(StandardCharsets.UTF_8));
  }

  /// The digest of all that is read, which is written on as it comes.
  public static Digest copy(InputStream from, OutputStream to) throws IOException {
    MessageDigest sha256 = sha256();
    long size = from.transferTo(new DigestOutputStream(to, sha256));
    return new Digest(HexFormat.of().formatHex(sha256.digest()), size);
  }

  /// Reads what [#toString] gives; empty if the text is nothing of the kind.
  public static Optional<Digest> tryParse(String text) {
    return WRITTEN.matcher(text).matches()
        ? Optional.of(new Digest(text.substring(0, 64), Long.parseLong(text.substring(65))))
        : Optional.empty();
  }

  /// A new SHA-256 computation; every Java platform has the algorithm.
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    int byHash = hash.compareTo(other.hash);
    return byHash != 0 ? byHash : Long.compare(size, other.size);
  }

  @Override
  public String toString() {
    return hash + "/" + size;
  }
}
