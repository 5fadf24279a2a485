package org.asaman.wheel;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.asaman.store.Digest;

/// Compares RECORD with the files of the wheel: all of them listed, nothing else, each with its
/// right hash and size.
final class RecordCheck {
  /// The algorithms of RECORD and Java's names of them; MD5 and SHA-1 prove nothing any more.
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

  /// Gives the content of a file once more, hashed otherwise.
  interface Hasher {
    byte[] hash(String path, MessageDigest digest);
  }

  private final String recordPath;
  private final Set<String> withoutHash;
  private final Map<String, Digest> files;
  private final Hasher hasher;
  private final Findings findings;

  /// @param files every file of the wheel, RECORD included
  RecordCheck(String distInfo, Map<String, Digest> files, Hasher hasher, Findings findings) {
    this.recordPath = RecordFile.path(distInfo);
    this.withoutHash = RecordFile.withoutHash(distInfo);
    this.files = files;
    this.hasher = hasher;
    this.findings = findings;
  }

  void check(RecordFile recordFile) {
    Map<String, RecordFile.Entry> listed = new HashMap<>();
    for (RecordFile.Entry entry : recordFile.entries()) {
      if (listed.put(entry.path(), entry) != null) {
        wrong(entry, "lists '" + entry.path() + "' a second time");
      } else if (!files.containsKey(entry.path())) {
        wrong(entry, "lists '" + entry.path() + "', which " + whereabouts(entry.path()));
      } else if (withoutHash.contains(entry.path())) {
        checkWithoutHash(entry);
      } else {
        checkHashAndSize(entry, files.get(entry.path()));
      }
    }
    for (String path : files.keySet()) {
      boolean signature = withoutHash.contains(path) && !path.equals(recordPath);
      findings.addIf(!signature && !listed.containsKey(path), path, "is not listed in RECORD");
    }
  }

  private static String whereabouts(String path) {
    boolean climbs = List.of(path.split("[/\\\\]", -1)).contains("..");
    boolean absolute = path.startsWith("/") || path.startsWith("\\") || path.matches("[A-Za-z]:.*");
    return climbs || absolute ? "lies outside the wheel" : "is not a file of the wheel";
  }

  private void checkWithoutHash(RecordFile.Entry entry) {
    if (entry.hash().isPresent() || entry.size().isPresent()) {
      wrong(entry, "gives '" + entry.path() + "' a hash or size, which it cannot know");
    }
  }

  private void checkHashAndSize(RecordFile.Entry entry, Digest actual) {
    if (entry.hash().isEmpty()) {
      wrong(entry, "gives no hash of '" + entry.path() + "'");
      return;
    }
    String hash = entry.hash().get();
    String algorithm = hash.substring(0, Math.max(hash.indexOf('='), 0));
    if (!ALGORITHMS.containsKey(algorithm)) {
      wrong(entry, "'" + hash + "' is not a hash by sha256, sha384 or sha512");
    } else if (!hash.substring(algorithm.length() + 1)
        .equals(actualHash(entry, algorithm, actual))) {
      findings.add(entry.path(), "its content does not have the hash that RECORD gives");
    } else if (entry.size().isPresent() && entry.size().getAsLong() != actual.size()) {
      findings.add(
          entry.path(),
          "is of " + actual.size() + " bytes, but RECORD says " + entry.size().getAsLong());
    }
  }

  private String actualHash(RecordFile.Entry entry, String algorithm, Digest actual) {
    return RecordFile.base64(
        algorithm.equals("sha256")
            ? HexFormat.of().parseHex(actual.hash())
            : hasher.hash(entry.path(), messageDigest(algorithm)));
  }

  private static MessageDigest messageDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(ALGORITHMS.get(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void wrong(RecordFile.Entry entry, String what) {
    findings.add(recordPath, "line " + entry.line() + " " + what);
  }
}
