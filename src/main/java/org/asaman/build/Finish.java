package org.asaman.build;

/// What a run does with each wheel that it made, and what that gives.
public interface Finish<T> {

  /// Takes a wheel that was asked for, on a thread that lives as long as the call.
  T wheel(Ready ready) throws InterruptedException;

  /// Takes a package that there is no wheel of.
  T failed(Outcome.Failed why);
}
