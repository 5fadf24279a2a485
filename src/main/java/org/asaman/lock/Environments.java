package org.asaman.lock;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.process.ChildProcess;
import org.asaman.process.Site;
import org.asaman.python.Interpreter;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Makes build environments, each once per distinct set of wheels and interpreter.
///
/// An environment that was made before, in whatever run, comes from the store, without uv; one
/// without any wheels never needs it. No network is needed at all.
public final class Environments {
  private final UvTool uv;
  private final Store store;
  private final Interpreter interpreter;
  private final Once<Digest, Environment> environments = new Once<>();

  public Environments(UvTool uv, Interpreter interpreter) {
    this.uv = uv;
    this.store = uv.store();
    this.interpreter = interpreter;
  }

  /// The environment that holds exactly these wheels of the store.
  ///
  /// @param subject whose environment it is, for messages
  public Environment create(String subject, List<BuildWheel> wheels) {
    Digest key = key(wheels);
    try {
      return environments.get(key, () -> make(subject, wheels, key));
    } catch (AsamanException e) {
      throw e.problem() instanceof Problem.Unresolved u && !u.subject().equals(subject)
          ? new AsamanException(new Problem.Unresolved(subject, u.detail(), u.hint()), e)
          : e;
    }
  }

  private Digest key(List<BuildWheel> wheels) {
    return Digest.ofUtf8(
        "environment 2\nuv "
            + uv.version()
            + "\n"
            + lines(wheels)
            + interpreter.binary()
            + "\n"
            + interpreter.fingerprint());
  }

  private Environment make(String subject, List<BuildWheel> wheels, Digest key) {
    Materialiser materialiser = new Materialiser(store, interpreter);
    try {
      Optional<List<Environment.Entry>> remembered = remembered(key);
      List<Environment.Entry> entries =
          remembered.isPresent() ? remembered.get() : install(subject, wheels);
      Digest digest = store.put(Environment.listing(entries));
      if (remembered.isEmpty()) {
        store.cache(key, digest);
      }
      return new Environment(digest, entries, materialiser.folder(digest, entries));
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              store.root().toString(),
              "a build environment cannot be made there (" + Wording.why(e) + ")",
              "choose another folder with --store, or mend its permissions"),
          e);
    }
  }

  /// The entries that were remembered, if all their contents are still there.
  private Optional<List<Environment.Entry>> remembered(Digest key) {
    return store
        .cachedDigest(key)
        .filter(store::has)
        .map(listing -> Environment.entries(store.read(listing)))
        .filter(entries -> entries.stream().allMatch(this::isThere));
  }

  private boolean isThere(Environment.Entry entry) {
    return switch (entry) {
      case Environment.Entry.File file -> store.has(file.content());
      case Environment.Entry.Link _ -> true;
    };
  }

  private List<Environment.Entry> install(String subject, List<BuildWheel> wheels)
      throws IOException {
    Path folder = store.temporaryFolder("environment");
    new Skeleton(interpreter).write(folder);
    if (!wheels.isEmpty()) {
      Path links = store.temporaryFolder("wheels");
      List<String> names = new ArrayList<>();
      for (BuildWheel wheel : wheels.stream().sorted().toList()) {
        store.place(wheel.digest(), links.resolve(wheel.fileName()), false);
        names.add(wheel.fileName());
      }
      Site site = interpreter.site();
      ChildProcess.Ended ended = uv.install(site, folder, links, names);
      store.discard(links);
      if (ended.exitCode() != 0) {
        throw new Refusal(ended.errors().replace(site.inside(links) + "/", "")).about(subject);
      }
    }
    return Ingestion.of(folder, store);
  }

  /// Neither where a wheel is from nor in which order they come makes a difference.
  private static String lines(List<BuildWheel> wheels) {
    return wheels.stream()
        .sorted()
        .map(wheel -> wheel.fileName() + " " + wheel.digest() + "\n")
        .collect(Collectors.joining());
  }
}
