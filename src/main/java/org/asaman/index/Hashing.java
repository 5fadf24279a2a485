package org.asaman.index;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.asaman.requirements.Hash;

/// All hashes that a requirements file may list, of one stream of bytes.
final class Hashing {
  private static final List<String> ALGORITHMS = List.of("sha256", "sha384", "sha512");

  private final Map<String, MessageDigest> digests = new LinkedHashMap<>();

  Hashing() {
    for (String algorithm : ALGORITHMS) {
      digests.put(algorithm, newDigest(algorithm));
    }
  }

  void update(byte[] bytes, int length) {
    digests.values().forEach(digest -> digest.update(ByteBuffer.wrap(bytes, 0, length)));
  }

  /// The hashes of all bytes so far; ends the computation.
  List<Hash> finish() {
    List<Hash> hashes = new ArrayList<>();
    digests.forEach((algorithm, digest) ->
        hashes.add(new Hash(algorithm, HexFormat.of().formatHex(digest.digest()))));
    return hashes;
  }

  private static MessageDigest newDigest(String algorithm) {
    try {
      return MessageDigest.getInstance("SHA-" + algorithm.substring("sha".length()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
