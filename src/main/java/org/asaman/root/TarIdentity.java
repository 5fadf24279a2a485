package org.asaman.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.asaman.store.Digest;

/// By what a tar is known again without reading it: path, size, inode and both times.
///
/// The second time is the kernel's own of the last change, which nobody sets. A file that was
/// changed just now could change again within the same tick of the clock, and is not known by this.
final class TarIdentity {
  private static final Duration TICK = Duration.ofSeconds(2);

  private TarIdentity() {}

  static Optional<Digest> of(Path file) throws IOException {
    Map<String, Object> facts =
        Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
    boolean settled =
        facts.get("ctime") instanceof FileTime changed
            && changed.toInstant().plus(TICK).isBefore(Instant.now());
    return settled
        ? Optional.of(Digest.ofUtf8("root tar 1\n" + file + "\n" + new java.util.TreeMap<>(facts)))
        : Optional.empty();
  }
}
