package org.asaman.wheel;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a wheel runs on: interpreter, ABI and platform, in lower case (PEP 425).
public record Tag(String interpreter, String abi, String platform) implements Comparable<Tag> {

  /// A compressed set stands for a product; no honest one comes near this.
  private static final long MOST_TAGS = 10_000;

  public Tag {
    interpreter = interpreter.toLowerCase(Locale.ROOT);
    abi = abi.toLowerCase(Locale.ROOT);
    platform = platform.toLowerCase(Locale.ROOT);
  }

  /// All tags of a compressed tag set such as `py2.py3-none-any`.
  public static SortedSet<Tag> parseSet(String text) {
    List<List<String>> parts =
        Arrays.stream(text.split("-", -1)).map(part -> List.of(part.split("\\.", -1))).toList();
    if (parts.size() != 3) {
      throw new IllegalArgumentException("'" + text + "' is not a tag of three parts");
    }
    if (parts.stream().anyMatch(part -> part.contains(""))) {
      throw new IllegalArgumentException("tag '" + text + "' has an empty part");
    }
    if (parts.stream().mapToLong(List::size).reduce(1, Math::multiplyExact) > MOST_TAGS) {
      throw new IllegalArgumentException("tag '" + text + "' stands for too many tags");
    }
    if (!parts.getFirst().stream().allMatch(Tag::isIdentifier)) {
      throw new IllegalArgumentException("tag '" + text + "' names no interpreter");
    }
    SortedSet<Tag> tags = new TreeSet<>();
    for (String interpreter : parts.get(0)) {
      for (String abi : parts.get(1)) {
        for (String platform : parts.get(2)) {
          tags.add(new Tag(interpreter, abi, platform));
        }
      }
    }
    return Collections.unmodifiableSortedSet(tags);
  }

  /// Whether the tag asks for nothing of the machine.
  public boolean isAnyPlatform() {
    return platform.equals("any");
  }

  /// As Python's `str.isidentifier`.
  private static boolean isIdentifier(String text) {
    int first = text.codePointAt(0);
    return (first == '_' || Character.isUnicodeIdentifierStart(first))
        && text.codePoints()
            .allMatch(
                c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
  }

  @Override
  public int compareTo(Tag other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return interpreter + "-" + abi + "-" + platform;
  }
}
