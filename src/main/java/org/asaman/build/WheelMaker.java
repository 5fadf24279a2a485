package org.asaman.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.Action;
import org.asaman.fetch.SourcePackage;
import org.asaman.lock.BuildWheels;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.asaman.wheel.Tag;
import org.asaman.wheel.WheelName;

/// Makes the wheel of one package: evaluates its action, checks what came out and writes it
/// canonically.
final class WheelMaker {
  private final Store store;
  private final Settings settings;
  private final Attempts attempts;
  private final Repairs repairs;
  private final Supplier<SystemPackages> system;
  private final Listener listener;
  private final CanonicalForms canonicalForms;

  /// @param system the packages of the system that builds see
  WheelMaker(
      Store store,
      Settings settings,
      Attempts attempts,
      Repairs repairs,
      Supplier<SystemPackages> system,
      Listener listener) {
    this.store = store;
    this.settings = settings;
    this.attempts = attempts;
    this.repairs = repairs;
    this.system = system;
    this.listener = listener;
    this.canonicalForms = new CanonicalForms(store);
  }

  /// A checked wheel in the store.
  ///
  /// @param action the action that gave it: with the toolchain, unless the wheel is pure
  /// @param raw the backend's own bytes
  /// @param plain the wheel that other builds install: never repaired, whatever is handed out
  /// @param changes what canonical writing changed, as sentences by id
  /// @param cached whether nothing had to be built
  record Made(
      String fileName,
      Digest digest,
      Digest raw,
      Backend.Built plain,
      boolean pure,
      List<CanonicalForms.Told> changes,
      List<String> remarks,
      Action action,
      boolean cached,
      Attempts.Attempt attempt,
      Optional<Repaired> repaired) {}

  /// @param repair what is done to the wheel if its tag names a platform
  Made make(SourcePackage source, Needs needs, BuildWheels wheels, Repair repair)
      throws InterruptedException {
    Attempts.Attempt attempt = attempts.build(source, needs, wheels);
    Backend.Built built =
        switch (Backend.answer(attempt.result(), store)) {
          case Backend.Built ok -> ok;
          case Backend.Failed failed -> throw failed(source, attempt, failed.what());
          case Backend.Requires _ -> throw new IllegalStateException("attempts ended too early");
        };
    listener.on(new Event.Phase(source.subject(), "check"));
    CanonicalForms.Form form;
    try {
      form = canonicalForms.of(source, built, settings.epoch());
    } catch (AsamanException e) {
      Path _ = keepLog(source, attempt);
      throw e;
    }
    Action action = form.pure() ? attempt.pure() : attempt.withToolchain();
    attempts.remember(action, attempt);
    Path _ = keepLog(source, attempt);
    Backend.Built plain =
        new Backend.Built(built.fileName(), settings.raw() ? built.wheel() : form.digest());
    Optional<Repaired> repaired =
        repair.isNone() || isForAnyPlatform(built.fileName())
            ? Optional.empty()
            : Optional.of(repairs.of(source, plain, repair, Departure.NONE, false));
    Backend.Built handedOut = repaired.map(done -> canonical(source, done)).orElse(plain);
    return new Made(
        handedOut.fileName(),
        handedOut.wheel(),
        built.wheel(),
        plain,
        form.pure(),
        settings.raw() ? List.of() : form.changes(),
        remarks(source, attempt, form),
        action,
        attempt.cached() && repaired.map(Repaired::cached).orElse(true),
        attempt,
        repaired);
  }

  private static boolean isForAnyPlatform(String wheel) {
    return WheelName.parse(wheel).tags().stream().allMatch(Tag::isAnyPlatform);
  }

  private Backend.Built canonical(SourcePackage source, Repaired repaired) {
    CanonicalForms.Form form = canonicalForms.of(source, repaired.wheel(), settings.epoch());
    return new Backend.Built(repaired.wheel().fileName(), form.digest());
  }

  /// What is odd about the wheel and its build; a pure wheel depends on no processor.
  private List<String> remarks(
      SourcePackage source, Attempts.Attempt attempt, CanonicalForms.Form form) {
    if (form.pure()) {
      return form.remarks();
    }
    String log = new String(store.read(attempt.result().log()), StandardCharsets.UTF_8);
    return Stream.of(
            form.remarks().stream(),
            NativeSwitch.remark(log, source.config().environment()).stream(),
            attempt.crates().flatMap(NativeSwitch::remark).stream())
        .flatMap(Function.identity())
        .toList();
  }

  /// What the backend asks for beside what is known, and nothing built.
  Attempts.Attempt ask(SourcePackage source, Needs needs, BuildWheels wheels)
      throws InterruptedException {
    Attempts.Attempt attempt = attempts.ask(source, needs, wheels);
    return switch (Backend.answer(attempt.result(), store)) {
      case Backend.Requires _ -> attempt;
      case Backend.Failed failed -> throw failed(source, attempt, failed.what());
      case Backend.Built _ -> throw new IllegalStateException("built where it was only asked");
    };
  }

  private AsamanException failed(SourcePackage source, Attempts.Attempt attempt, String what) {
    String log = new String(store.read(attempt.result().log()), StandardCharsets.UTF_8);
    LogExplanation explanation = LogExplanation.of(log, system.get());
    return new AsamanException(
        new Problem.BuildFailed(
            source.subject(),
            what,
            explanation.lines(),
            keepLog(source, attempt).toString(),
            explanation.hint()));
  }

  /// Where the whole log of a build can be read.
  private Path keepLog(SourcePackage source, Attempts.Attempt attempt) {
    Path folder = store.root().resolve("logs");
    Path log = folder.resolve(source.name() + "-" + source.version() + ".log");
    try {
      Files.createDirectories(folder);
      Path copy = store.temporaryFolder("log").resolve("log");
      Files.copy(store.path(attempt.result().log()), copy);
      Files.move(copy, log, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(log.toString(), "cannot be written (" + Wording.why(e) + ")", ""), e);
    }
    return log;
  }
}
