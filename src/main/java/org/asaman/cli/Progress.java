package org.asaman.cli;

import org.asaman.event.Event;
import org.asaman.event.Listener;

/// Shows events while a command runs; closing it leaves the screen as lines only.
sealed interface Progress extends Listener, AutoCloseable permits PlainProgress, LiveProgress {

  /// Closing it again changes nothing.
  @Override
  void close();

  /// The one-line form of an event that stays on the screen; empty for those that only move a row.
  static String line(Event event) {
    return switch (event) {
      case Event.Planned _, Event.Phase _, Event.Waiting _ -> "";
      case Event.Finished finished ->
          switch (finished.outcome()) {
            case BUILT -> "built   " + finished.subject() + "  " + finished.detail();
            case CACHED -> "cached  " + finished.subject() + "  " + finished.detail();
            case FETCHED -> "fetched " + finished.detail();
            case LOCKED -> "locked  " + finished.subject();
            case REPRODUCIBLE -> "same    " + finished.subject();
            case DIFFERENT -> "DIFFERS " + finished.subject() + "  " + finished.detail();
            case FAILED -> "FAILED  " + finished.subject();
          };
      case Event.Note note -> "note: " + note.text();
      case Event.Warning warning -> "warning: " + warning.text();
    };
  }
}
