package org.asaman.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The sdists that indexes gave, remembered under their SHA-256: with a hash in hand no index is
/// asked twice.
final class SdistMemory {
  private static final JsonMapper JSON = new JsonMapper();

  private final Store store;

  SdistMemory(Store store) {
    this.store = store;
  }

  private record Entry(
      String name,
      String version,
      String fileName,
      long size,
      Optional<String> url,
      Optional<String> uploadTime) {}

  /// The sdist of this project and version that has this hash, if its content is in the store.
  Optional<SourcePackage.SdistFile> find(ProjectName name, Version version, Hash hash) {
    if (!hash.algorithm().equals("sha256")) {
      return Optional.empty();
    }
    return entry(hash.hex())
        .filter(e -> e.name().equals(name.toString()) && e.version().equals(version.toString()))
        .map(e -> file(e, hash.hex()))
        .filter(file -> store.has(file.digest()));
  }

  /// When an sdist of these bytes was uploaded, as an index once stated.
  Optional<Instant> uploadTime(Digest sdist) {
    return entry(sdist.hash()).flatMap(Entry::uploadTime).map(Instant::parse);
  }

  void remember(ProjectName name, Version version, SourcePackage.SdistFile file) {
    Entry entry =
        new Entry(
            name.toString(),
            version.toString(),
            file.fileName(),
            file.digest().size(),
            file.url().map(URI::toString),
            file.uploadTime().map(Instant::toString));
    store.cache(key(file.digest().hash()), JSON.writeValueAsBytes(entry));
  }

  private Optional<Entry> entry(String sha256) {
    return store.cached(key(sha256)).flatMap(SdistMemory::parse);
  }

  private static SourcePackage.SdistFile file(Entry entry, String sha256) {
    return new SourcePackage.SdistFile(
        entry.fileName(),
        new Digest(sha256, entry.size()),
        entry.url().map(URI::create),
        entry.uploadTime().map(Instant::parse));
  }

  private static Digest key(String sha256) {
    return Digest.ofUtf8("sdist 1\n" + sha256);
  }

  private static Optional<Entry> parse(byte[] bytes) {
    try {
      return Optional.of(JSON.readValue(new String(bytes, StandardCharsets.UTF_8), Entry.class));
    } catch (JacksonException _) {
      return Optional.empty(); // of another version of this program
    }
  }
}
