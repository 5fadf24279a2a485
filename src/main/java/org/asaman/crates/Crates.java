package org.asaman.crates;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.asaman.archive.Limits;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Executor;
import org.asaman.exec.Folders;
import org.asaman.exec.Tree;
import org.asaman.fetch.SourceDirectory;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.source.CargoFiles;
import org.asaman.source.SdistReader;
import org.asaman.source.SourceTree;
import org.asaman.store.Digest;
import org.asaman.store.KnownFiles;
import org.asaman.store.Store;
import org.asaman.toml.Table;

/// Brings the crates that a source locks into the store, each checked against its checksum, so that
/// the build needs no network.
///
/// Cargo fetches them, in a step of its own; what is known from before, or was taken from a bundle,
/// is not fetched again.
public final class Crates {
  private static final String FOLDER = "crates";
  private static final long LOCK_LIMIT = 16L << 20;

  private final Store store;
  private final KnownFiles known;
  private final Supplier<? extends Executor> executor;
  private final CrateFetch fetch;
  private final String salt;
  private final Optional<String> offline;

  /// @param executor runs Cargo, if something has to be fetched
  /// @param python starts the interpreter
  /// @param salt tells the system that Cargo runs in from others
  /// @param environment the caller's environment
  /// @param certificates the file that servers are checked against
  /// @param offline where everything is taken from, if no network is used
  public Crates(
      Store store,
      Supplier<? extends Executor> executor,
      String python,
      String salt,
      Map<String, String> environment,
      Supplier<Optional<Path>> certificates,
      Optional<String> offline) {
    this.store = store;
    this.known = new KnownFiles(store);
    this.executor = executor;
    this.fetch = new CrateFetch(store, python, environment, certificates);
    this.salt = salt;
    this.offline = offline;
  }

  /// What Cargo is asked for.
  ///
  /// @param shown names the source in messages
  /// @param source a directory of the store
  /// @param madeLocks by path, what stands for each `Cargo.lock` that the source lacks; they are
  ///   made where they are empty
  /// @param flags for rustc
  public record Order(
      String subject,
      String shown,
      Digest source,
      CargoFiles files,
      SortedMap<String, Digest> madeLocks,
      List<String> flags) {
    public Order {
      madeLocks = new TreeMap<>(madeLocks);
      flags = List.copyOf(flags);
    }
  }

  /// The crates of a source, and how Cargo is told of them.
  public Vendored vendor(Order order) throws InterruptedException {
    checkMadeLocks(order);
    CargoConfiguration configuration = new CargoConfiguration(configurations(order));
    if (configuration.vendors()) {
      Digest text = store.put(configuration.text(Optional.empty(), order.flags()));
      return new Vendored(
          List.of(),
          new Tree().store(store),
          text,
          configuration.isForOwnProcessor(),
          new TreeMap<>());
    }
    SortedMap<String, Digest> madeLocks = new TreeMap<>(order.madeLocks());
    SortedMap<String, Digest> locks = locks(order, madeLocks);
    if (locks.isEmpty()) {
      locks.putAll(makeLocks(order));
      madeLocks.putAll(locks);
    }
    TreeSet<Crate> crates = new TreeSet<>();
    locks.forEach((path, content) ->
        crates.addAll(CargoLock.read(order.shown() + ": " + path, text(content))));
    Map<Crate, Digest> files = files(order, crates, locks, madeLocks);
    Tree tree = new Tree();
    Set<String> folders = new HashSet<>();
    files.forEach((crate, file) -> {
      if (!folders.add(crate.folder())) {
        throw missing(order, "its locks pin two different crates " + crate.folder());
      }
      tree.directory(crate.folder(), unpacked(crate, file));
    });
    Digest text = store.put(configuration.text(Optional.of(FOLDER), order.flags()));
    return new Vendored(
        List.copyOf(crates), tree.store(store), text, configuration.isForOwnProcessor(), madeLocks);
  }

  /// A lock may be made where the source has none, and nothing else may be put in its place.
  private static void checkMadeLocks(Order order) {
    Set<String> lacking =
        order.files().manifests().stream().map(Crates::lockOf).collect(Collectors.toSet());
    boolean fits =
        order.files().locks().isEmpty() && lacking.containsAll(order.madeLocks().keySet());
    if (!order.madeLocks().isEmpty() && !fits) {
      throw new AsamanException(
          new Problem.BadFile(
              order.shown(),
              "lacks none of " + String.join(", ", order.madeLocks().keySet()),
              "make the lock or the record anew"));
    }
  }

  private static String lockOf(String manifest) {
    return manifest.replaceAll("Cargo\\.toml$", "Cargo.lock");
  }

  /// The file of a crate that was vendored before.
  public Digest file(Crate crate) {
    return known
        .find(crate.sha256())
        .orElseThrow(() -> new IllegalStateException("not fetched: " + crate));
  }

  private List<Table> configurations(Order order) {
    return order.files().configurations().stream()
        .map(path ->
            Table.parse(
                order.shown() + ": " + path,
                text(new Folders(store).file(order.source(), path).orElseThrow()),
                "tell the maintainers of the package"))
        .toList();
  }

  /// The locks that count: those of the source, or those that were made for it before.
  private SortedMap<String, Digest> locks(Order order, SortedMap<String, Digest> madeLocks) {
    SortedMap<String, Digest> locks = new TreeMap<>(madeLocks);
    for (String path : order.files().locks()) {
      locks.put(path, new Folders(store).file(order.source(), path).orElseThrow());
    }
    return locks;
  }

  /// Locks for the manifests of a source that has none; they are remembered, so that every build
  /// with this store has the same ones.
  private SortedMap<String, Digest> makeLocks(Order order) throws InterruptedException {
    SortedMap<String, Digest> locks = new TreeMap<>();
    Optional<ActionResult> made = Optional.empty();
    List<String> manifests = order.files().manifests();
    for (int i = 0; i < manifests.size(); i++) {
      String path = lockOf(manifests.get(i));
      Digest key =
          Digest.ofUtf8(
              "cargo lock 2\n"
                  + order.source()
                  + "\n"
                  + path
                  + "\n"
                  + fetch.registries()
                  + "\n"
                  + salt);
      Optional<Digest> remembered = store.cachedDigest(key).filter(store::has);
      if (remembered.isEmpty()) {
        if (made.isEmpty()) {
          made = Optional.of(fetched(order, order.source(), manifests, manifests));
        }
        Digest lock =
            CrateFetch.file(made.get(), i + ".lock")
                .orElseThrow(() -> missing(order, "Cargo made no " + path));
        store.cache(key, lock);
        locks.put(path, lock);
      } else {
        locks.put(path, remembered.get());
      }
    }
    return locks;
  }

  /// The files of the crates; those that are not known yet are fetched.
  private Map<Crate, Digest> files(
      Order order,
      Collection<Crate> crates,
      SortedMap<String, Digest> locks,
      SortedMap<String, Digest> madeLocks)
      throws InterruptedException {
    if (!crates.stream().allMatch(crate -> known.find(crate.sha256()).isPresent())) {
      Digest source = order.source();
      for (var lock : madeLocks.entrySet()) {
        source = new Folders(store).with(source, lock.getKey(), lock.getValue());
      }
      ActionResult _ = fetched(order, source, manifestsOf(locks), List.of());
    }
    Map<Crate, Digest> files = new TreeMap<>();
    for (Crate crate : crates) {
      files.put(
          crate,
          known
              .find(crate.sha256())
              .orElseThrow(() ->
                  missing(
                      order,
                      "no registry has "
                          + crate.name()
                          + " "
                          + crate.version()
                          + " with the checksum of its Cargo.lock")));
    }
    return files;
  }

  private static List<String> manifestsOf(SortedMap<String, Digest> locks) {
    return locks.keySet().stream().map(p -> p.replaceAll("Cargo\\.lock$", "Cargo.toml")).toList();
  }

  /// Runs Cargo; every crate that it brought is known afterwards by the hash that it really has.
  private ActionResult fetched(
      Order order, Digest source, List<String> manifests, List<String> withoutLock)
      throws InterruptedException {
    if (offline.isPresent()) {
      throw missing(order, "its crates are not all " + offline.get());
    }
    ActionResult result =
        fetch.run(executor.get(), order.subject(), source, manifests, withoutLock);
    result.outputs().stream()
        .filter(file -> file.path().endsWith(".crate"))
        .forEach(file -> known.remember(file.digest()));
    return result;
  }

  private static AsamanException missing(Order order, String what) {
    return new AsamanException(
        new Problem.BuildFailed(
            order.subject(), what, List.of(), "", "make the bundle or the lock anew"));
  }

  /// The folder of one crate, with the file that Cargo checks it by.
  private Digest unpacked(Crate crate, Digest file) {
    Digest key = Digest.ofUtf8("crate 1\n" + crate);
    Optional<Digest> remembered =
        store.cachedDigest(key).filter(folder -> Tree.isWhole(folder, store));
    if (remembered.isPresent()) {
      return remembered.get();
    }
    SortedMap<String, SourceTree.Entry> entries =
        new TreeMap<>(
            new SdistReader(store, Limits.DEFAULT)
                .read(crate.folder() + ".tar.gz", crate.fileName(), file)
                .entries());
    String checksum = "{\"files\":{},\"package\":\"" + crate.sha256() + "\"}";
    Digest content = store.put(checksum.getBytes(StandardCharsets.UTF_8));
    entries.keySet().removeIf(path -> path.startsWith(".cargo-checksum.json/"));
    entries.put(".cargo-checksum.json", new SourceTree.Entry.File(content, false));
    Digest folder = SourceDirectory.of(new SourceTree(entries)).store(store);
    store.cache(key, folder);
    return folder;
  }

  private String text(Digest content) {
    if (content.size() > LOCK_LIMIT) {
      throw new AsamanException(
          new Problem.BadFile("Cargo.lock", "is larger than " + (LOCK_LIMIT >> 20) + " MiB", ""));
    }
    return new String(store.read(content), StandardCharsets.UTF_8);
  }
}
