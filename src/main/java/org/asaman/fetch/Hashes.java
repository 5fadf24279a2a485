package org.asaman.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.requirements.Hash;

/// Checks files on this machine against the hashes that a requirements line lists.
public final class Hashes {
  private Hashes() {}

  /// Refuses the file, shown by a name of the user's, unless it has one of the hashes; without any
  /// there is nothing to check.
  static void check(String shown, Path file, List<Hash> expected) {
    if (expected.isEmpty()) {
      return;
    }
    for (Hash hash : expected) {
      if (hash.hex().equals(hex(file, hash.newDigest()))) {
        return;
      }
    }
    Hash first = expected.getFirst();
    throw new AsamanException(
        new Problem.HashMismatch(
            shown,
            expected.stream().map(Hash::toString).toList(),
            first.algorithm() + ":" + hex(file, first.newDigest())));
  }

  /// The hashes of a file by each of these algorithms.
  public static List<Hash> of(Path file, Collection<String> algorithms) {
    return algorithms.stream()
        .map(algorithm -> new Hash(algorithm, hex(file, Hash.digestOf(algorithm))))
        .sorted()
        .toList();
  }

  private static String hex(Path file, MessageDigest digest) {
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(new DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest));
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(file.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
