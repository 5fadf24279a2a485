package org.asaman.build;

import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.exec.Surroundings;

/// What a rebuild has otherwise than every build: the circumstances that are fixed, and what
/// surrounds them.
///
/// @param root the folder below which builds have their path, relative to the root of all
/// @param environment variables that are set otherwise, or beside the fixed ones
/// @param umask as octal digits
/// @param order in which the files of the source are made: `sorted`, `reversed` or `shuffled`
/// @param mtimeSpread over how many seconds the times of the source's files are spread
/// @param fixedTemporaryNames whether Python's temporary files have numbers for names
/// @param terminal whether the backend writes to a terminal
/// @param surroundings all that is not inside the action
public record Departure(
    String root,
    SortedMap<String, String> environment,
    String umask,
    String order,
    int mtimeSpread,
    boolean fixedTemporaryNames,
    boolean terminal,
    Surroundings surroundings) {

  /// No departure: an ordinary build.
  public static final Departure NONE =
      new Departure(
          Circumstances.ROOT, new TreeMap<>(), "022", "sorted", 0, true, false, Surroundings.USUAL);

  public Departure {
    environment = new TreeMap<>(environment);
  }

  public Departure withRoot(String other) {
    return new Departure(
        other, environment, umask, order, mtimeSpread, fixedTemporaryNames, terminal, surroundings);
  }

  /// Sets one more variable.
  public Departure withVariable(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new Departure(
        root, more, umask, order, mtimeSpread, fixedTemporaryNames, terminal, surroundings);
  }

  public Departure withUmask(String other) {
    return new Departure(
        root, environment, other, order, mtimeSpread, fixedTemporaryNames, terminal, surroundings);
  }

  public Departure withOrder(String other) {
    return new Departure(
        root, environment, umask, other, mtimeSpread, fixedTemporaryNames, terminal, surroundings);
  }

  public Departure withMtimeSpread(int other) {
    return new Departure(
        root, environment, umask, order, other, fixedTemporaryNames, terminal, surroundings);
  }

  public Departure withFreeTemporaryNames() {
    return new Departure(
        root, environment, umask, order, mtimeSpread, false, terminal, surroundings);
  }

  public Departure withTerminal() {
    return new Departure(
        root, environment, umask, order, mtimeSpread, fixedTemporaryNames, true, surroundings);
  }

  public Departure with(Surroundings other) {
    return new Departure(
        root, environment, umask, order, mtimeSpread, fixedTemporaryNames, terminal, other);
  }
}
