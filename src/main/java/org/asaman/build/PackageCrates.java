package org.asaman.build;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.asaman.crates.Crate;
import org.asaman.crates.Crates;
import org.asaman.crates.LockedCrates;
import org.asaman.crates.Vendored;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.fetch.SourcePackage;
import org.asaman.lock.BuildWheel;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// The crates of the packages of one run, each package's brought into the store once.
final class PackageCrates {
  /// What calls Cargo to build a wheel.
  private static final List<String> CALLERS = List.of("maturin", "setuptools-rust");

  private final Store store;
  private final Crates crates;
  private final Listener listener;
  private final Map<Crates.Order, Vendored> vendored = new ConcurrentHashMap<>();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  PackageCrates(Store store, Crates crates, Listener listener) {
    this.store = store;
    this.crates = crates;
    this.listener = listener;
  }

  /// Whether a build with these wheels calls Cargo.
  static boolean callsCargo(List<BuildWheel> wheels) {
    return wheels.stream().anyMatch(wheel -> CALLERS.contains(wheel.name().toString()));
  }

  /// What Cargo gets, if the package has something for it and its environment something that calls
  /// it.
  ///
  /// @param installed empty where it is not known what is installed
  Optional<Vendored> of(SourcePackage source, Needs needs, Optional<List<BuildWheel>> installed)
      throws InterruptedException {
    if (source.cargo().isEmpty() || !installed.map(PackageCrates::callsCargo).orElse(true)) {
      return Optional.empty();
    }
    if (needs instanceof Needs.Locked locked) {
      return Optional.of(vendored(source, locked.crates(), locked.lock()));
    }
    Vendored found = vendored(source, LockedCrates.NONE.madeLocks());
    if (!found.madeLocks().isEmpty() && warned.add(source.subject())) {
      listener.on(
          new Event.Warning(
              source.subject()
                  + ": its sdist has no Cargo.lock; the one that was made stands in its record"
                  + " (asaman lock fixes it)"));
    }
    return Optional.of(found);
  }

  /// The files of all crates that a lock names for a package.
  Map<Crate, Digest> files(SourcePackage source, LockedCrates locked, String lock)
      throws InterruptedException {
    Map<Crate, Digest> files = new TreeMap<>();
    vendored(source, locked, lock).crates().forEach(crate -> files.put(crate, crates.file(crate)));
    return files;
  }

  private Vendored vendored(SourcePackage source, LockedCrates locked, String lock)
      throws InterruptedException {
    Vendored found = vendored(source, locked.madeLocks());
    if (!found.crates().equals(locked.crates())) {
      throw new AsamanException(
          new Problem.StaleLock(lock, source.subject() + ": its Cargo.lock has other crates"));
    }
    return found;
  }

  private Vendored vendored(SourcePackage source, SortedMap<String, String> madeLocks)
      throws InterruptedException {
    Crates.Order order = order(source, madeLocks);
    Vendored known = vendored.get(order);
    if (known == null) {
      listener.on(new Event.Phase(source.subject(), "crates"));
      known = crates.vendor(order);
      vendored.put(order, known);
    }
    return known;
  }

  private Crates.Order order(SourcePackage source, SortedMap<String, String> madeLocks) {
    SortedMap<String, Digest> locks = new TreeMap<>();
    madeLocks.forEach(
        (path, text) -> locks.put(path, store.put(text.getBytes(StandardCharsets.UTF_8))));
    return new Crates.Order(
        source.subject(),
        source.sdist().fileName(),
        source.tree(),
        source.cargo(),
        locks,
        Circumstances.rustFlags(source));
  }

  /// What is to be written down of a package's crates.
  static LockedCrates locked(Vendored vendored, Store store) {
    SortedMap<String, String> texts = new TreeMap<>();
    vendored
        .madeLocks()
        .forEach(
            (path, lock) -> texts.put(path, new String(store.read(lock), StandardCharsets.UTF_8)));
    return new LockedCrates(vendored.crates(), texts);
  }
}
