package org.asaman.generate;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Marker;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.SpecifierSet;
import org.asaman.requirements.Version;

/// A requirement pinned to one version with its wheels.
public record VerifiedLine(
    ProjectName name,
    SortedSet<String> extras,
    Version version,
    Optional<Marker> marker,
    SortedSet<VerifiedWheel> wheels)
    implements Comparable<VerifiedLine> {
  private static final Comparator<VerifiedLine> ORDER =
      Comparator.comparing(VerifiedLine::name)
          .thenComparing(VerifiedLine::version)
          .thenComparing(VerifiedLine::toText);

  public VerifiedLine {
    extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
    wheels = Collections.unmodifiableSortedSet(new TreeSet<>(wheels));
  }

  public SortedSet<Hash> hashes() {
    return wheels.stream().map(VerifiedWheel::hash).collect(Collectors.toCollection(TreeSet::new));
  }

  Requirement requirement() {
    return new Requirement(name, extras, SpecifierSet.pinnedTo(version), marker, Optional.empty());
  }

  /// As pip-compile writes it: one hash a line.
  String toText() {
    String bare =
        new Requirement(
                name, extras, SpecifierSet.pinnedTo(version), Optional.empty(), Optional.empty())
            .toString();
    String condition = marker.map(m -> " ; " + m).orElse("");
    List<String> options = hashes().stream().map(h -> "    --hash=" + h).toList();
    return bare
        + condition
        + options.stream().map(o -> " \\\n" + o).collect(Collectors.joining())
        + "\n";
  }

  @Override
  public int compareTo(VerifiedLine other) {
    return ORDER.compare(this, other);
  }
}
