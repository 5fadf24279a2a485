package org.asaman.index;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.asaman.requirements.Hash;

/// A file of a project as an index lists it; nothing of it is proved until it is downloaded.
///
/// `yanked` holds the reason, which may be empty.
public record DistributionFile(
    String filename,
    URI url,
    List<Hash> hashes,
    Optional<Instant> uploadTime,
    OptionalLong size,
    Optional<String> requiresPython,
    Optional<String> yanked) {

  public DistributionFile {
    hashes = List.copyOf(hashes);
  }

  /// A file about which nothing is known but its address.
  static DistributionFile of(URI url) {
    return new DistributionFile(
        Urls.fileName(url),
        Urls.withoutFragment(url),
        fragmentHash(url).stream().toList(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// The same file at another address.
  public DistributionFile at(URI other) {
    return new DistributionFile(filename, other, hashes, uploadTime, size, requiresPython, yanked);
  }

  /// Whether it may be the file that has one of these hashes: the index says so, or states none
  /// that would decide it.
  public boolean mayHave(List<Hash> listed) {
    return Listed.of(this, listed) != Listed.NO;
  }

  /// What its bytes must be, as far as its SHA-256 and size are known.
  public Optional<Content> content() {
    return size.isEmpty()
        ? Optional.empty()
        : hashes.stream()
            .filter(hash -> hash.algorithm().equals("sha256"))
            .findFirst()
            .map(hash -> new Content(hash.hex(), size.getAsLong()));
  }

  /// The SHA-256 and size of a file's bytes.
  public record Content(String sha256, long size) {}

  public boolean isWheel() {
    return filename.endsWith(".whl");
  }

  /// Without credentials.
  @Override
  public String toString() {
    return filename + " at " + Urls.shown(url);
  }

  /// A file's name, as an index may give it: not a path.
  public static boolean isFileName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.length() <= 255
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }

  /// The hash in `#sha256=...`; md5 and other weak ones count as none.
  private static Optional<Hash> fragmentHash(URI url) {
    String fragment = url.getRawFragment() == null ? "" : url.getRawFragment();
    for (String part : fragment.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        Optional<Hash> hash = hash(part.substring(0, equals), part.substring(equals + 1));
        if (hash.isPresent()) {
          return hash;
        }
      }
    }
    return Optional.empty();
  }

  /// Empty for an algorithm that is not used, and for what is no hash.
  static Optional<Hash> hash(String algorithm, String hex) {
    try {
      return Optional.of(Hash.parse(algorithm + ":" + hex));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
