package org.asaman.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.process.ChildProcess;
import org.asaman.python.Interpreter;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Makes build environments, each once per distinct set of pins and interpreter.
///
/// An environment that was made before, in whatever run, comes from the store, without uv or a
/// network; one without any pins never needs them.
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

  /// The environment that holds exactly these pins.
  ///
  /// @param subject whose environment it is, for messages
  public Environment create(String subject, List<BuildPin> pins) {
    Digest key = key(pins);
    try {
      return environments.get(key, () -> make(subject, pins, key));
    } catch (AsamanException e) {
      throw e.problem() instanceof Problem.Unresolved u && !u.subject().equals(subject)
          ? new AsamanException(new Problem.Unresolved(subject, u.detail(), u.hint()), e)
          : e;
    }
  }

  private Digest key(List<BuildPin> pins) {
    return Digest.ofUtf8(
        "environment 1\nuv "
            + uv.version()
            + "\n"
            + lines(pins)
            + interpreter.binary()
            + "\n"
            + interpreter.fingerprint());
  }

  private Environment make(String subject, List<BuildPin> pins, Digest key) {
    Materialiser materialiser = new Materialiser(store, interpreter);
    try {
      Optional<List<Environment.Entry>> remembered = remembered(key);
      List<Environment.Entry> entries =
          remembered.isPresent() ? remembered.get() : install(subject, pins);
      Digest digest = store.put(Environment.listing(entries));
      if (remembered.isEmpty()) {
        store.cache(key, digest.toString().getBytes(StandardCharsets.UTF_8));
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
        .cached(key)
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .filter(value -> value.matches("[0-9a-f]{64}/[0-9]{1,18}"))
        .map(value -> new Digest(value.substring(0, 64), Long.parseLong(value.substring(65))))
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

  private List<Environment.Entry> install(String subject, List<BuildPin> pins) throws IOException {
    Path folder = store.temporaryFolder("environment");
    new Skeleton(interpreter).write(folder);
    if (!pins.isEmpty()) {
      ChildProcess.Ended ended =
          uv.pip(
              "install",
              folder.resolve("bin/python"),
              List.of("--no-deps", "--require-hashes", "--requirements", "-"),
              pins.stream().sorted().map(BuildPin::toString).toList());
      if (ended.exitCode() != 0) {
        throw new Refusal(ended.errors()).about(subject);
      }
    }
    return Ingestion.of(folder, store);
  }

  private static String lines(List<BuildPin> pins) {
    return pins.stream().sorted().map(pin -> pin + "\n").collect(Collectors.joining());
  }
}
