package org.asaman.cli;

import org.asaman.event.Event;

/// Progress where there is no terminal: a line for each thing that is done; with `verbose` also for
/// each phase.
final class PlainProgress implements Progress {
  private final Console console;
  private final boolean verbose;

  PlainProgress(Console console, boolean verbose) {
    this.console = console;
    this.verbose = verbose;
  }

  @Override
  public synchronized void on(Event event) {
    String line =
        verbose && event instanceof Event.Phase phase
            ? phase.phase() + "  " + phase.subject()
            : Progress.line(event);
    if (!line.isEmpty()) {
      console.err().println(line);
      console.err().flush();
    }
  }

  @Override
  public void close() {}
}
