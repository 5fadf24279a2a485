package org.asaman.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.ffm.FfmTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/// What kind of screen the user has: decides between live and plain progress, and colours.
record Screen(Map<String, String> environment) {

  /// Colours are for terminals, unless NO_COLOR (no-color.org) says otherwise.
  boolean colours() {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /// Whether standard output is a terminal that shows colours.
  boolean outIsTerminal() {
    return colours() && new FfmTerminalProvider().isSystemStream(SystemStream.Output);
  }

  Progress progress(Console console, boolean quiet, boolean verbose) {
    if (quiet) {
      return new PlainProgress(new Console(console.out(), discard()), false);
    }
    return terminal()
        .<Progress>map(terminal -> new LiveProgress(terminal, colours(), verbose))
        .orElseGet(() -> new PlainProgress(console, verbose));
  }

  private Optional<Terminal> terminal() {
    if (environment.getOrDefault("TERM", "dumb").equals("dumb")) {
      return Optional.empty();
    }
    try {
      TerminalBuilder builder =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysErr)
              .nativeSignals(false)
              .dumb(false);
      Terminal terminal = builder.build();
      if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
        terminal.close();
        return Optional.empty();
      }
      return Optional.of(terminal);
    } catch (IOException | IllegalStateException _) {
      return Optional.empty(); // no terminal
    }
  }

  private static java.io.PrintStream discard() {
    return new java.io.PrintStream(java.io.OutputStream.nullOutputStream());
  }
}
