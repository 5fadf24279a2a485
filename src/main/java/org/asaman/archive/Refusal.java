package org.asaman.archive;

import java.nio.file.Path;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Words why one archive is refused.
record Refusal(String archive) {

  static Refusal of(Path archive) {
    return new Refusal(archive.toString());
  }

  AsamanException because(String what) {
    return because("", what);
  }

  AsamanException because(String member, String what) {
    return new AsamanException(new Problem.BadArchive(archive, member, what));
  }
}
