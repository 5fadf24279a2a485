package org.asaman.build;

import java.nio.file.Path;
import java.time.Duration;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;

/// How one package of a run ended.
public sealed interface Outcome {

  /// The package, such as `six 1.16.0`.
  String subject();

  Duration time();

  /// The wheel is in the output folder; `cached` if nothing had to be built for it.
  record Wheel(String name, String version, Path file, Digest digest, boolean cached, Duration time)
      implements Outcome {
    @Override
    public String subject() {
      return name + " " + version;
    }
  }

  /// There is no wheel, and why.
  record Failed(String subject, Problem problem, Duration time) implements Outcome {}
}
