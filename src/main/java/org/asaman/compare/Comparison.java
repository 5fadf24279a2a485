package org.asaman.compare;

import java.util.List;
import org.asaman.store.Digest;

/// What holding two archives against each other gave; no difference if they are identical.
public record Comparison(
    String left,
    String right,
    Digest leftDigest,
    Digest rightDigest,
    Grade grade,
    List<Difference> differences) {

  public Comparison {
    differences = List.copyOf(differences);
  }
}
