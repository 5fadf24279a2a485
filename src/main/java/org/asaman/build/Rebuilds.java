package org.asaman.build;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Cluster;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Builds what was built once more, with departures from the circumstances of its build.
public final class Rebuilds {
  private final Store store;
  private final Settings settings;
  private final Attempts attempts;
  private final Repairs repairs;
  private final Function<Ready, byte[]> records;
  private final Supplier<SystemPackages> system;
  private final Supplier<Optional<String>> noClock;
  private final Supplier<Cluster.Expected> expected;
  private final boolean elsewhere;
  private final boolean anew;

  /// @param records makes the record of a wheel
  /// @param system the packages of the system that builds see
  /// @param noClock tells why builds cannot have another clock
  /// @param anew rebuilds also what was rebuilt before
  Rebuilds(
      Store store,
      Settings settings,
      Attempts attempts,
      Repairs repairs,
      Function<Ready, byte[]> records,
      Supplier<SystemPackages> system,
      Supplier<Optional<String>> noClock,
      Supplier<Cluster.Expected> expected,
      boolean elsewhere,
      boolean anew) {
    this.store = store;
    this.settings = settings;
    this.attempts = attempts;
    this.repairs = repairs;
    this.records = records;
    this.system = system;
    this.noClock = noClock;
    this.expected = expected;
    this.elsewhere = elsewhere;
    this.anew = anew;
  }

  /// What a rebuild gave.
  public sealed interface Rebuilt {

    /// A wheel: as it would be handed out, and as the backend wrote it.
    record Wheel(String fileName, Digest digest, Digest raw) implements Rebuilt {}

    /// None, and why, in one line; `log` is what the build said, where there was one.
    record Nothing(String why, Optional<Digest> log) implements Rebuilt {}
  }

  /// Why no rebuild can have another clock; empty if they can.
  public Optional<String> noClock() {
    return noClock.get();
  }

  /// The record that the wheel has where it is built here.
  public byte[] record(Ready ready) {
    return records.apply(ready);
  }

  /// Builds again what `ready` is made of. A result is remembered under the digest of its action.
  public Rebuilt again(Ready ready, Departure departure) throws InterruptedException {
    return rebuilt(
        ready, attempts.again(ready.source(), ready.made().attempt(), departure, anew), departure);
  }

  /// Builds again on other machines what `ready` is made of.
  ///
  /// @param phases is told what happens there, as [Executor#execute] does
  public Rebuilt on(Cluster cluster, Ready ready, Consumer<String> phases)
      throws InterruptedException {
    if (elsewhere && ready.made().repaired().isPresent()) {
      // The first server would repair what the others built, and decide what comes out.
      return new Rebuilt.Nothing(
          "a repaired wheel is held against one server at a time: it is repaired here then",
          Optional.empty());
    }
    return rebuilt(
        ready,
        attempts.on(
            cluster.executor(expected.get()),
            cluster.toolchains(expected.get()),
            ready.source(),
            ready.made().attempt(),
            phases),
        Departure.NONE);
  }

  /// The record that the wheel has where it is built on other machines.
  public byte[] record(Ready ready, Cluster cluster) {
    return BuildRecord.withToolchain(record(ready), cluster.toolchains(expected.get()));
  }

  private Rebuilt rebuilt(Ready ready, ActionResult result, Departure departure)
      throws InterruptedException {
    return switch (Backend.answer(result, store)) {
      case Backend.Built built -> wheel(ready, built, departure);
      case Backend.Requires(var requirements) ->
          new Rebuilt.Nothing(
              "its backend asks for other build requirements: " + String.join(", ", requirements),
              Optional.of(result.log()));
      case Backend.Failed(String what) ->
          new Rebuilt.Nothing(explained(what, result.log()), Optional.of(result.log()));
    };
  }

  /// A wheel that was repaired is repaired again, with the same departures.
  private Rebuilt wheel(Ready ready, Backend.Built built, Departure departure)
      throws InterruptedException {
    CanonicalForms forms = new CanonicalForms(store);
    try {
      var form = forms.of(ready.source(), built, settings.epoch());
      Optional<Repaired> before = ready.made().repaired();
      if (before.isEmpty()) {
        Digest digest = settings.raw() ? built.wheel() : form.digest();
        return new Rebuilt.Wheel(built.fileName(), digest, built.wheel());
      }
      Backend.Built again =
          repairs
              .of(
                  ready.source(),
                  new Backend.Built(built.fileName(), form.digest()),
                  before.get().asked(),
                  departure,
                  anew)
              .wheel();
      Digest digest = forms.of(ready.source(), again, settings.epoch()).digest();
      return new Rebuilt.Wheel(again.fileName(), digest, built.wheel());
    } catch (AsamanException e) {
      return new Rebuilt.Nothing(Wording.oneLine(e.problem()), Optional.empty());
    }
  }

  private String explained(String what, Digest log) {
    LogExplanation explanation =
        LogExplanation.of(new String(store.read(log), StandardCharsets.UTF_8), system.get());
    return explanation.lines().isEmpty() ? what : what + ": " + explanation.lines().getLast();
  }
}
