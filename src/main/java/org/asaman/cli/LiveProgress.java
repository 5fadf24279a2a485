package org.asaman.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.asaman.event.Event;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;

/// Progress on a terminal: a row for each running build with its phase, and a total with elapsed
/// and remaining time.
///
/// What is done scrolls up as plain lines; only the rows below are drawn anew, ten times a second.
final class LiveProgress implements Progress {
  private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

  /// A running subject: its phase, and when it began (nanoseconds).
  private record Row(String phase, long began) {}

  private final Terminal terminal;
  private final Display display;
  private final boolean colours;
  private final boolean verbose;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("display").factory());
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final long began = System.nanoTime();
  private int planned;
  private String done = "built";
  private int built;
  private int cached;
  private int different;
  private int failed;
  private long buildNanos;
  private int frame;
  private boolean closed;

  LiveProgress(Terminal terminal, boolean colours, boolean verbose) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    this.colours = colours;
    this.verbose = verbose;
    var _ = clock.scheduleAtFixedRate(this::draw, 0, 100, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void on(Event event) {
    switch (event) {
      case Event.Planned plan -> planned = plan.subjects();
      case Event.Phase phase -> move(phase);
      case Event.Waiting waiting -> rows.remove(waiting.subject());
      case Event.Finished finished -> finish(finished);
      case Event.Note _, Event.Warning _ -> {}
    }
    String line = Progress.line(event);
    if (!line.isEmpty()) {
      print(style(event, line));
    }
  }

  private void move(Event.Phase phase) {
    Row row = rows.get(phase.subject());
    rows.put(
        phase.subject(), new Row(phase.phase(), row == null ? System.nanoTime() : row.began()));
    if (verbose) {
      print(new AttributedString(phase.phase() + "  " + phase.subject()));
    }
  }

  private void finish(Event.Finished finished) {
    Row row = rows.remove(finished.subject());
    switch (finished.outcome()) {
      case BUILT, LOCKED, FETCHED, REPRODUCIBLE -> {
        done = finished.outcome().toString().toLowerCase(java.util.Locale.ROOT);
        built++;
        buildNanos += row == null ? 0 : System.nanoTime() - row.began();
      }
      case CACHED -> cached++;
      case DIFFERENT -> different++;
      case FAILED -> failed++;
    }
  }

  private AttributedString style(Event event, String line) {
    AttributedStyle style =
        switch (event) {
          case Event.Finished finished ->
              switch (finished.outcome()) {
                case BUILT, LOCKED, FETCHED, REPRODUCIBLE ->
                    AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
                case CACHED -> AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
                case DIFFERENT, FAILED -> AttributedStyle.BOLD.foreground(AttributedStyle.RED);
              };
          case Event.Warning _ -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
          case Event.Note _, Event.Planned _, Event.Phase _, Event.Waiting _ ->
              AttributedStyle.DEFAULT;
        };
    if (!colours) {
      return new AttributedString(line);
    }
    int word = Math.max(line.indexOf(' '), 0);
    return new AttributedStringBuilder()
        .styled(style, line.substring(0, word))
        .append(line.substring(word))
        .toAttributedString();
  }

  /// Prints a line above the rows.
  private void print(AttributedString line) {
    display.update(List.of(), 0);
    terminal.writer().println(colours ? line.toAnsi(terminal) : line.toString());
    terminal.flush();
    draw();
  }

  private synchronized void draw() {
    if (closed) {
      return;
    }
    Size size = terminal.getSize();
    int width = size.getColumns() > 0 ? size.getColumns() : 80;
    int height = size.getRows() > 1 ? size.getRows() : 24;
    display.resize(height, width);
    frame++;
    List<AttributedString> lines = new ArrayList<>();
    rows.forEach((subject, row) -> lines.add(row(subject, row, width)));
    if (lines.size() > height - 2) {
      lines.subList(Math.max(0, height - 2), lines.size()).clear();
    }
    lines.add(total(width));
    display.update(lines, -1);
    terminal.flush();
  }

  private AttributedString row(String subject, Row row, int width) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    AttributedStyle dim = colours ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT;
    line.append(SPINNER.charAt(frame % SPINNER.length()) + " ");
    line.append(String.format("%-32s ", subject));
    line.styled(
        dim, String.format("%-12s %6s", row.phase(), time(System.nanoTime() - row.began())));
    return line.columnSubSequence(0, width - 1).toAttributedString();
  }

  private AttributedString total(int width) {
    int ended = built + cached + different + failed;
    StringBuilder line = new StringBuilder();
    line.append(ended + "/" + planned + "  ");
    line.append(built + " " + done + ", ");
    line.append(
        done.equals("reproducible") || different > 0
            ? different + " different, "
            : cached + " cached, ");
    line.append(failed + " failed");
    line.append("  elapsed " + time(System.nanoTime() - began));
    if (built > 0 && ended < planned) {
      long each = buildNanos / built;
      line.append(", about " + time(each * (planned - ended) / Math.max(1, rows.size())) + " left");
    }
    return new AttributedString(line).columnSubSequence(0, width - 1);
  }

  static String time(long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    long minutes = duration.toMinutes();
    return minutes > 0
        ? minutes + "m" + String.format("%02d", duration.toSecondsPart()) + "s"
        : String.format(java.util.Locale.ROOT, "%.1fs", nanos / 1e9);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      display.update(List.of(), 0);
      terminal.flush();
    }
    try {
      terminal.close();
    } catch (IOException _) {
      // The terminal is gone; so is whoever looked at it.
    }
  }
}
