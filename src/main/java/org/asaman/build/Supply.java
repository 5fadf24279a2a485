package org.asaman.build;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.asaman.lock.IndexWheels;
import org.asaman.lockfile.BuildLock;

/// The wheels of build requirements, as the index offers them or as a lock names them.
final class Supply {
  private final IndexWheels offered;
  private final Map<Path, IndexWheels> locked = new ConcurrentHashMap<>();

  Supply(IndexWheels offered) {
    this.offered = offered;
  }

  IndexWheels offered() {
    return offered;
  }

  /// Those of a job's lock, if it has one.
  IndexWheels wheels(Job job) {
    return job.locked().map(l -> locked(l.file(), l.lock())).orElse(offered);
  }

  IndexWheels locked(Path file, BuildLock lock) {
    return locked.computeIfAbsent(file, _ -> offered.knowing(lock::files));
  }
}
