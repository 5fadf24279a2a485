package org.asaman.verify;

import java.util.List;
import org.asaman.compare.Difference;

/// A cause of differences, with what it does to the wheel.
///
/// @param variations the smallest set of variations that brings the difference about
/// @param members the members that differ by it, in order, each once
/// @param detail the first place that differs and what stands there: one line
/// @param hint what a maintainer can do: one line
/// @param differences where the wheels differ, the first of them
public record Finding(
    Cause cause,
    List<String> variations,
    List<String> members,
    String detail,
    String hint,
    List<Difference> differences) {

  public Finding {
    variations = List.copyOf(variations);
    members = List.copyOf(members);
    differences = List.copyOf(differences);
  }
}
