package org.asaman.build;

import java.nio.file.Path;
import java.time.Duration;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.fetch.SourcePackage;
import org.asaman.lock.AsOf;
import org.asaman.python.Interpreter;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Brings wheels that were made into the output folder, each with its record.
final class PackageBuild {
  private final Store store;
  private final Settings settings;
  private final Interpreter interpreter;
  private final BuildActions actions;
  private final OutputFolder output;
  private final String program;
  private final Listener listener;

  PackageBuild(
      Store store,
      Settings settings,
      Interpreter interpreter,
      BuildActions actions,
      OutputFolder output,
      String program,
      Listener listener) {
    this.store = store;
    this.settings = settings;
    this.interpreter = interpreter;
    this.actions = actions;
    this.output = output;
    this.program = program;
    this.listener = listener;
  }

  /// @param began when work on the package began, by the system's clock of nanoseconds
  Outcome.Wheel place(SourcePackage source, WheelMaker.Made made, long began) {
    warn(source, made);
    Digest record =
        made.attempt().reused().map(Reuse.Found::record).orElseGet(() -> record(source, made));
    Path file = output.place(made.fileName(), made.digest(), record);
    if (settings.keepSources()) {
      Path _ = output.place(source.sdist().fileName(), source.sdist().digest());
    }
    return new Outcome.Wheel(
        source.name().toString(),
        source.version().toString(),
        file,
        made.digest(),
        made.cached(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private Digest record(SourcePackage source, WheelMaker.Made made) {
    return store.put(
        BuildRecord.of(source, made, settings, interpreter, actions.environment(source), program));
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
