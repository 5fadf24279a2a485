package org.asaman.requirements;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Two opposite lists of projects, such as `--no-binary` and `--only-binary`: naming a project in
/// one takes it off the other. `:all:` stands for every project.
public record ProjectChoice(SortedSet<String> first, SortedSet<String> second) {
  static final String ALL = ":all:";
  static final ProjectChoice NONE = new ProjectChoice(new TreeSet<>(), new TreeSet<>());
  private static final String NOTHING = ":none:";

  public ProjectChoice {
    first = Collections.unmodifiableSortedSet(new TreeSet<>(first));
    second = Collections.unmodifiableSortedSet(new TreeSet<>(second));
  }

  /// With names between commas put on the first list, from left to right.
  ProjectChoice withFirst(String names) {
    if (names.startsWith("-")) {
      throw new IllegalArgumentException("'" + names + "' is not a list of projects");
    }
    SortedSet<String> chosen = new TreeSet<>(first);
    SortedSet<String> other = new TreeSet<>(second);
    List<String> rest = List.of(names.split(",", -1));
    while (rest.contains(ALL)) {
      other.clear();
      chosen.clear();
      chosen.add(ALL);
      rest = rest.subList(rest.indexOf(ALL) + 1, rest.size());
      if (!rest.contains(NOTHING)) {
        return new ProjectChoice(chosen, other);
      }
    }
    for (String name : rest) {
      if (name.equals(NOTHING)) {
        chosen.clear();
      } else {
        other.remove(ProjectName.normalise(name));
        chosen.add(ProjectName.normalise(name));
      }
    }
    return new ProjectChoice(chosen, other);
  }

  ProjectChoice withSecond(String names) {
    return swapped().withFirst(names).swapped();
  }

  private ProjectChoice swapped() {
    return new ProjectChoice(second, first);
  }
}
