package org.asaman.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.fetch.SourcePackage;
import org.asaman.lock.AsOf;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.asaman.wheel.Tag;

/// Brings wheels that were made into the output folder, each with its record.
final class PackageBuild implements Finish<Outcome> {
  private final Store store;
  private final Settings settings;
  private final OutputFolder output;
  private final Earlier earlier;
  private final Supplier<Set<Tag>> tags;
  private final Function<Ready, byte[]> records;
  private final Listener listener;

  /// @param records makes the record of a wheel
  PackageBuild(
      Store store,
      Settings settings,
      OutputFolder output,
      Earlier earlier,
      Supplier<Set<Tag>> tags,
      Function<Ready, byte[]> records,
      Listener listener) {
    this.store = store;
    this.settings = settings;
    this.output = output;
    this.earlier = earlier;
    this.tags = tags;
    this.records = records;
    this.listener = listener;
  }

  @Override
  public Outcome failed(Outcome.Failed why) {
    return why;
  }

  @Override
  public Optional<Outcome> known(SourcePackage source) {
    return earlier
        .find(source, tags)
        .map(wheel -> {
          earlier.add(source, wheel);
          listener.on(
              new Event.Finished(source.subject(), Event.Outcome.CACHED, wheel.file().toString()));
          return new Outcome.Wheel(
              wheel.name(), wheel.version(), wheel.file(), wheel.digest(), true, Duration.ZERO);
        });
  }

  @Override
  public Outcome wheel(Ready ready) {
    SourcePackage source = ready.source();
    WheelMaker.Made made = ready.made();
    warn(source, made);
    Digest record =
        made.attempt()
            .reused()
            .map(found -> reused(found.record(), made))
            .orElseGet(() -> store.put(records.apply(ready)));
    Path file = output.place(made.fileName(), made.digest(), record);
    if (settings.keepSources()) {
      Path _ = output.place(source.sdist().fileName(), source.sdist().digest());
    }
    Event.Outcome how = made.cached() ? Event.Outcome.CACHED : Event.Outcome.BUILT;
    listener.on(new Event.Finished(source.subject(), how, file.toString()));
    Outcome.Wheel wheel =
        new Outcome.Wheel(
            source.name().toString(),
            source.version().toString(),
            file,
            made.digest(),
            made.cached(),
            Duration.ofNanos(System.nanoTime() - ready.began()));
    earlier.add(source, wheel);
    return wheel;
  }

  private Digest reused(Digest record, WheelMaker.Made made) {
    return made.repaired()
        .map(repaired -> store.put(BuildRecord.ofReused(store.read(record), made, repaired)))
        .orElse(record);
  }

  private void warn(SourcePackage source, WheelMaker.Made made) {
    made.attempt()
        .requirements()
        .asOf()
        .filter(asOf -> asOf.reason() == AsOf.Reason.TODAY)
        .ifPresent(asOf ->
            listener.on(
                new Event.Warning(
                    source.subject()
                        + ": no index tells when it was uploaded; its build requirements are those of "
                        + asOf.instant()
                        + " (--as-of DATE fixes them)")));
    if (source.config().network()) {
      listener.on(
          new Event.Warning(
              source.subject()
                  + ": was built with the network, as its settings allow: nothing proves what it"
                  + " fetched"));
    }
    made.remarks()
        .forEach(remark -> listener.on(new Event.Warning(source.subject() + ": " + remark)));
  }
}
