package org.asaman.build;

import java.util.Optional;
import org.asaman.fetch.SourcePackage;

/// What a run does with each wheel that it made, and what that gives.
public interface Finish<T> {

  /// Takes a wheel that was asked for, on a thread that lives as long as the call.
  T wheel(Ready ready) throws InterruptedException;

  /// What stands for a package without building it, if there is something.
  default Optional<T> known(SourcePackage source) {
    return Optional.empty();
  }

  /// Takes a package that there is no wheel of.
  T failed(Outcome.Failed why);
}
