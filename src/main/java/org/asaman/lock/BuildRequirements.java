package org.asaman.lock;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;

/// What a package needs to be built, resolved.
///
/// @param asked the requirements, those that do not apply to the interpreter left out
/// @param pins all that has to be installed, by name
/// @param asOf the moment that was used; empty when there was nothing to resolve
/// @param undated projects whose index states no upload times: taken at their newest version
public record BuildRequirements(
    List<Requirement> asked,
    List<BuildPin> pins,
    Optional<AsOf> asOf,
    SortedSet<ProjectName> undated) {
  /// Nothing needed, nothing resolved.
  public static final BuildRequirements NONE =
      new BuildRequirements(List.of(), List.of(), Optional.empty(), new TreeSet<>());

  public BuildRequirements {
    asked = List.copyOf(asked);
    pins = pins.stream().sorted().toList();
    undated = new TreeSet<>(undated);
  }

  /// Whether an environment of these pins holds all of `more` that applies to the interpreter.
  ///
  /// An extra counts as held only where it was asked for itself: what it stands for is unknown
  /// here.
  public boolean satisfy(List<Requirement> more, Map<String, String> markers) {
    return more.stream()
        .filter(requirement -> requirement.appliesTo(markers, Set.of()))
        .allMatch(this::satisfies);
  }

  private boolean satisfies(Requirement requirement) {
    Set<ProjectName> askedExtras =
        asked.stream()
            .filter(other -> other.name().equals(requirement.name()))
            .flatMap(other -> other.extras().stream())
            .map(ProjectName::of)
            .collect(Collectors.toSet());
    return requirement.extras().stream().map(ProjectName::of).allMatch(askedExtras::contains)
        && requirement.url().isEmpty()
        && pins.stream()
            .filter(pin -> pin.name().equals(requirement.name()))
            .anyMatch(pin -> requirement.specifier().contains(pin.version(), true));
  }
}
