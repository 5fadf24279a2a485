package org.asaman.lock;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

  /// @param known the files of a pin where they are known without asking an index, as from a lock
  public IndexWheels(
      Store store,
      PackageIndex index,
      Interpreter interpreter,
      Map<String, String> environment,
      Function<BuildPin, Optional<List<DistributionFile>>> known) {
    this.store = store;
    this.files = new KnownFiles(store);
    this.index = index;
    this.interpreter = interpreter;
    this.choice = new WheelChoice(() -> interpreter.tags(environment));
    this.known = known;
  }

  @Override
  public List<BuildWheel> of(String subject, List<BuildPin> pins) {
    return pins.stream().map(pin -> of(subject, pin)).toList();
  }

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
    if (locked.isPresent()) {
      DistributionFile file = choose(subject, pin, locked.get());
      return wheel(pin, file, stored(file).orElseGet(() -> downloadLocked(pin, file)));
    }
    return remembered(pin)
        .orElseGet(() -> {
          DistributionFile file = choose(subject, pin, listed(subject, pin));
          Digest digest =
              stored(file).filter(_ -> isOf(pin, file)).orElseGet(() -> download(pin, file));
          store.cache(key(pin), (file.filename() + "\n" + digest).getBytes(StandardCharsets.UTF_8));
          return wheel(pin, file, digest);
        });
  }

  private static BuildWheel wheel(BuildPin pin, DistributionFile file, Digest digest) {
    return new BuildWheel(
        pin.name(), pin.version(), file.filename(), digest, BuildWheel.Origin.INDEX);
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

  /// Checked against the hashes that were resolved, and against all that the index states.
  private Digest download(BuildPin pin, DistributionFile file) {
    return into(target -> {
      List<Hash> _ = index.download(file, pin.hashes(), target);
    });
  }

  private Digest downloadLocked(BuildPin pin, DistributionFile file) {
    return into(target -> index.downloadKnown(pin.name(), file, target));
  }

  private Digest into(Consumer<Path> download) {
    Path folder = store.temporaryFolder("wheel");
    try {
      Path target = folder.resolve("wheel");
      download.accept(target);
      Digest digest = store.putFile(target);
      files.remember(digest);
      return digest;
    } finally {
      store.discard(folder);
    }
  }

  private Optional<BuildWheel> remembered(BuildPin pin) {
    return store
        .cached(key(pin))
        .map(value -> new String(value, StandardCharsets.UTF_8).split("\n", -1))
        .filter(fields -> fields.length == 2)
        .flatMap(fields ->
            Digest.tryParse(fields[1])
                .filter(store::has)
                .map(digest ->
                    new BuildWheel(
                        pin.name(), pin.version(), fields[0], digest, BuildWheel.Origin.INDEX)));
  }

  /// Which wheel fits depends on the interpreter and the C library.
  private Digest key(BuildPin pin) {
    return Digest.ofUtf8(
        String.join(
            "\n", "wheel of pin 1", pin.toString(), interpreter.libc(), interpreter.fingerprint()));
  }

  private static AsamanException refuse(String subject, String what, String hint) {
    return new AsamanException(new Problem.Unresolved(subject, List.of(what), hint));
  }
}
