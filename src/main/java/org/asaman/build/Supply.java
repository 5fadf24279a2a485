package org.asaman.build;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.asaman.index.PackageIndex;
import org.asaman.lock.IndexWheels;
import org.asaman.lockfile.BuildLock;
import org.asaman.python.Interpreter;
import org.asaman.store.Store;

/// The wheels of build requirements, as the index offers them or as a lock names them.
final class Supply {
  private final Store store;
  private final PackageIndex index;
  private final Interpreter interpreter;
  private final Map<String, String> environment;
  private final IndexWheels offered;
  private final Map<Path, IndexWheels> locked = new ConcurrentHashMap<>();

  Supply(
      Store store, PackageIndex index, Interpreter interpreter, Map<String, String> environment) {
    this.store = store;
    this.index = index;
    this.interpreter = interpreter;
    this.environment = environment;
    this.offered = new IndexWheels(store, index, interpreter, environment, _ -> Optional.empty());
  }

  IndexWheels offered() {
    return offered;
  }

  /// Those of a job's lock, if it has one.
  IndexWheels wheels(Job job) {
    return job.locked().map(l -> locked(l.file(), l.lock())).orElse(offered);
  }

  IndexWheels locked(Path file, BuildLock lock) {
    return locked.computeIfAbsent(
        file, _ -> new IndexWheels(store, index, interpreter, environment, lock::files));
  }
}
