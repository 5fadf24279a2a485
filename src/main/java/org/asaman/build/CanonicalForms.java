package org.asaman.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.asaman.archive.Limits;
import org.asaman.fetch.SourcePackage;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.asaman.wheel.CanonicalWheel;
import org.asaman.wheel.Wheel;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The canonical forms of the wheels that backends wrote, remembered so that each is checked and
/// written once.
final class CanonicalForms {
  private static final JsonMapper JSON = new JsonMapper();

  private final Store store;

  CanonicalForms(Store store) {
    this.store = store;
  }

  /// One thing that canonical writing changed.
  record Told(String id, String sentence) {}

  /// A checked wheel's canonical form.
  record Form(Digest digest, boolean pure, List<Told> changes, List<String> remarks) {}

  /// Checks the wheel against itself and the request, and gives its canonical form.
  Form of(SourcePackage source, Backend.Built built, long epoch) {
    Digest key = key(source, built, epoch);
    Optional<Form> remembered = store.cached(key).flatMap(CanonicalForms::read);
    if (remembered.isPresent() && store.has(remembered.get().digest())) {
      return remembered.get();
    }
    Form form = make(source, built, epoch);
    store.cache(key, JSON.writeValueAsBytes(form));
    return form;
  }

  private static Digest key(SourcePackage source, Backend.Built built, long epoch) {
    return Digest.ofUtf8(
        String.join(
            "\n",
            "canonical wheel 2",
            built.wheel().toString(),
            built.fileName(),
            source.subject(),
            Long.toString(epoch)));
  }

  private static Optional<Form> read(byte[] bytes) {
    try {
      return Optional.of(JSON.readValue(new String(bytes, StandardCharsets.UTF_8), Form.class));
    } catch (JacksonException _) {
      return Optional.empty(); // of another version of this program
    }
  }

  private Form make(SourcePackage source, Backend.Built built, long epoch) {
    Path folder = store.temporaryFolder("wheel");
    Path raw = folder.resolve(built.fileName());
    try {
      Files.copy(store.path(built.wheel()), raw);
      try (Wheel wheel = Wheel.open(raw, Limits.DEFAULT)) {
        wheel.checkRequested(source.name(), source.version());
        CanonicalWheel canonical = CanonicalWheel.write(wheel, folder.resolve("canonical"), epoch);
        List<Told> changes =
            canonical.changes().stream().map(c -> new Told(c.id(), c.sentence())).toList();
        return new Form(store.putFile(canonical.file()), wheel.isPure(), changes, wheel.remarks());
      }
    } catch (AsamanException e) {
      throw named(e, folder, source);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(raw.toString(), "cannot be written (" + Wording.why(e) + ")", ""), e);
    } finally {
      store.discard(folder);
    }
  }

  /// A refused wheel by its package and file name; the temporary folder means nothing to anyone.
  private static AsamanException named(AsamanException e, Path folder, SourcePackage source) {
    return new AsamanException(named(e.problem(), folder + "/", source.subject()), e);
  }

  private static Problem named(Problem problem, String folder, String subject) {
    return switch (problem) {
      case Problem.BadWheel(String wheel, String member, String what) ->
          new Problem.BadWheel(subject + ": " + wheel.replace(folder, ""), member, what);
      case Problem.Several(List<Problem> problems) ->
          new Problem.Several(problems.stream().map(p -> named(p, folder, subject)).toList());
      default -> problem;
    };
  }
}
