package org.asaman.lock;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.asaman.index.DistributionFile;
import org.asaman.index.PackageIndex;
import org.asaman.index.Project;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.Hash;
import org.asaman.store.Digest;
import org.asaman.store.KnownFiles;
import org.asaman.store.Store;

/// The wheels that an index offers for pins, each fetched once and checked against its hash.
///
/// Which file was taken is remembered: doing it again needs no network.
public final class IndexWheels implements BuildWheels {
  private final Store store;
  private final KnownFiles files;
  private final PackageIndex index;
  private final Interpreter interpreter;
  private final WheelChoice choice;
  private final Function<BuildPin, Optional<List<DistributionFile>>> known;
  private final Once<BuildPin, BuildWheel> wheels = new Once<>();

  public IndexWheels(
      Store store, PackageIndex index, Interpreter interpreter, Map<String, String> environment) {
    this(
        store,
        index,
        interpreter,
        new WheelChoice(() -> interpreter.tags(environment)),
        _ -> Optional.empty());
  }

  private IndexWheels(
      Store store,
      PackageIndex index,
      Interpreter interpreter,
      WheelChoice choice,
      Function<BuildPin, Optional<List<DistributionFile>>> known) {
    this.store = store;
    this.files = new KnownFiles(store);
    this.index = index;
    this.interpreter = interpreter;
    this.choice = choice;
    this.known = known;
  }

  /// The same index, with files of pins that are known without asking it, as from a lock.
  public IndexWheels knowing(Function<BuildPin, Optional<List<DistributionFile>>> files) {
    return new IndexWheels(store, index, interpreter, choice, files);
  }

  @Override
  public BuildWheel of(String subject, BuildPin pin) {
    try {
      return wheels.get(pin, () -> make(subject, pin));
    } catch (AsamanException e) {
      throw e.problem() instanceof Problem.Unresolved u && !u.subject().equals(subject)
          ? refuse(subject, u.detail().getFirst(), u.hint())
          : e;
    }
  }

  private BuildWheel make(String subject, BuildPin pin) {
    Optional<List<DistributionFile>> locked = known.apply(pin);
    Digest key = key(pin, locked.orElse(List.of()));
    return remembered(pin, key)
        .orElseGet(() -> {
          DistributionFile file =
              choose(subject, pin, locked.orElseGet(() -> listed(subject, pin)));
          Digest digest =
              stored(file)
                  .filter(_ -> isOf(pin, file))
                  .orElseGet(() -> download(pin, file, locked.isPresent()));
          store.cache(key, (file.filename() + "\n" + digest).getBytes(StandardCharsets.UTF_8));
          return wheel(pin, file.filename(), digest);
        });
  }

  private static BuildWheel wheel(BuildPin pin, String fileName, Digest digest) {
    return new BuildWheel(pin.name(), pin.version(), fileName, digest, BuildWheel.Origin.INDEX);
  }

  private DistributionFile choose(String subject, BuildPin pin, List<DistributionFile> files) {
    return choice
        .best(pin.name(), pin.version(), files, DistributionFile::filename)
        .orElseThrow(() ->
            refuse(
                subject,
                pin.name() + " " + pin.version() + " has no wheel for this interpreter",
                "build requirements are taken as wheels; a chain built from source has"
                    + " --build-deps=source"));
  }

  private static boolean isOf(BuildPin pin, DistributionFile file) {
    return file.hashes().stream().anyMatch(pin.hashes()::contains);
  }

  /// The files that an index offers now and that may have a hash of the pin.
  private List<DistributionFile> listed(String subject, BuildPin pin) {
    Optional<Project> project = index.project(pin.name());
    List<DistributionFile> files =
        project.stream()
            .flatMap(found -> found.files().stream())
            .filter(file -> file.mayHave(pin.hashes()))
            .toList();
    if (files.isEmpty()) {
      throw refuse(
          subject,
          pin.name() + " " + pin.version() + ": no file has a hash that was resolved",
          project.isEmpty()
              ? "name the index that has it with --with-index URL"
              : "a file is not the one that was resolved: do not use it, and tell who runs the"
                  + " index");
    }
    return files;
  }

  /// The content that the file must have, if its hash tells and the store has it.
  private Optional<Digest> stored(DistributionFile file) {
    return file.hashes().stream()
        .filter(hash -> hash.algorithm().equals("sha256"))
        .flatMap(hash ->
            file.size().isPresent()
                ? Stream.of(new Digest(hash.hex(), file.size().getAsLong()))
                : files.find(hash.hex()).stream())
        .filter(store::has)
        .findFirst();
  }

  /// A file of a lock must have all its hashes, wherever it is found; one that is listed now, one
  /// that was resolved and all that the index states.
  private Digest download(BuildPin pin, DistributionFile file, boolean locked) {
    Path folder = store.temporaryFolder("wheel");
    try {
      Path target = folder.resolve("wheel");
      if (locked) {
        index.downloadKnown(pin.name(), file, target);
      } else {
        List<Hash> _ = index.download(file, pin.hashes(), target);
      }
      Digest digest = store.putFile(target);
      files.remember(digest);
      return digest;
    } finally {
      store.discard(folder);
    }
  }

  private Optional<BuildWheel> remembered(BuildPin pin, Digest key) {
    return store
        .cached(key)
        .map(value -> new String(value, StandardCharsets.UTF_8).split("\n", -1))
        .filter(fields -> fields.length == 2)
        .flatMap(fields ->
            Digest.tryParse(fields[1])
                .filter(store::has)
                .map(digest -> wheel(pin, fields[0], digest)));
  }

  /// Which wheel fits depends on the interpreter and the C library, and for a lock on which names
  /// it gives to which hashes.
  private Digest key(BuildPin pin, List<DistributionFile> locked) {
    List<String> facts =
        new ArrayList<>(
            List.of(
                "wheel of pin 2", pin.toString(), interpreter.libc(), interpreter.fingerprint()));
    locked.forEach(file -> facts.add(file.filename() + " " + file.hashes()));
    return Digest.ofUtf8(String.join("\n", facts));
  }

  private static AsamanException refuse(String subject, String what, String hint) {
    return new AsamanException(new Problem.Unresolved(subject, List.of(what), hint));
  }
}
