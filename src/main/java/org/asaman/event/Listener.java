package org.asaman.event;

/// Hears of events, from any thread.
@FunctionalInterface
public interface Listener {
  void on(Event event);
}
