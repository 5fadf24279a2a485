package org.asaman.event;

/// Something that happened while a command ran; data for whoever shows progress.
///
/// `subject` is what a row of the display stands for, such as `six 1.16.0`.
public sealed interface Event {

  /// The work is known to consist of so many subjects.
  record Planned(int subjects) implements Event {}

  /// A subject enters a phase, its first one or the next: `fetch`, `resolve`, `environment`, `ask`,
  /// `build`, `check`, `repair`.
  record Phase(String subject, String phase) implements Event {}

  /// A subject leaves its phase and waits for its turn.
  record Waiting(String subject) implements Event {}

  /// A subject is done: `detail` says where the result is, if there is one.
  record Finished(String subject, Outcome outcome, String detail) implements Event {}

  /// Something that the user should know and need not act on.
  record Note(String text) implements Event {}

  /// Something that makes a result weaker than it could be.
  record Warning(String text) implements Event {}

  /// How a subject ended.
  enum Outcome {
    BUILT,
    CACHED,
    LOCKED,
    FETCHED,
    REPRODUCIBLE,
    DIFFERENT,
    FAILED
  }
}
