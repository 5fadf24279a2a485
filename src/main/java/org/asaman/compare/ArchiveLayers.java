package org.asaman.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// What differs in two archives beside what their members hold: one difference for each property.
record ArchiveLayers(ArchivePair pair, Map<String, Item> left, Map<String, Item> right) {
  private static final int MOST_MEMBERS = 20;

  /// One member's two values of a property.
  private record Change(String path, String left, String right) {}

  void tell() {
    header();
    formats();
    order();
    folders();
    if (bothTars() || bothZips()) {
      property("times", Item::time);
    }
    property("modes", Item::mode);
    if (bothTars()) {
      property("owners", Item::owner);
      property("format", Item::flags);
    } else if (bothZips()) {
      property("flags", Item::flags);
      tell("compression", compression());
    }
  }

  private boolean bothTars() {
    return pair.left() instanceof TarSide && pair.right() instanceof TarSide;
  }

  private boolean bothZips() {
    return pair.left() instanceof ZipSide && pair.right() instanceof ZipSide;
  }

  private boolean sameContent(String path) {
    return item(left, path).digest().equals(item(right, path).digest());
  }

  private static Item item(Map<String, Item> items, String path) {
    return Objects.requireNonNull(items.get(path));
  }

  private List<String> common(Map<String, Item> items) {
    return items.keySet().stream()
        .filter(path -> left.containsKey(path) && right.containsKey(path))
        .toList();
  }

  private void header() {
    List<String> leftWords = pair.left().header();
    List<String> rightWords = pair.right().header();
    if (leftWords.size() == rightWords.size() && !leftWords.equals(rightWords)) {
      List<Change> changes = new ArrayList<>();
      for (int i = 0; i < leftWords.size(); i++) {
        if (!leftWords.get(i).equals(rightWords.get(i))) {
          changes.add(new Change("gzip", leftWords.get(i), rightWords.get(i)));
        }
      }
      tell("gzip header", changes);
    }
  }

  private void formats() {
    String leftFormat = format(pair.left());
    String rightFormat = format(pair.right());
    if (!leftFormat.equals(rightFormat)) {
      tell("archive format", List.of(new Change("archive", leftFormat, rightFormat)));
    }
  }

  private static String format(Side side) {
    return switch (side) {
      case ZipSide _ -> "zip";
      case TarSide tar -> tar.packing();
    };
  }

  private void order() {
    List<String> leftOrder = common(left);
    List<String> rightOrder = common(right);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < leftOrder.size(); i++) {
      if (!leftOrder.get(i).equals(rightOrder.get(i))) {
        changes.add(new Change("place " + (i + 1), leftOrder.get(i), rightOrder.get(i)));
      }
    }
    tell("order", changes);
  }

  private void folders() {
    List<Change> changes = new ArrayList<>();
    left.forEach((path, item) -> {
      if (item.folder() && !right.containsKey(path)) {
        changes.add(new Change(path, "an entry", "none"));
      }
    });
    right.forEach((path, item) -> {
      if (item.folder() && !left.containsKey(path)) {
        changes.add(new Change(path, "none", "an entry"));
      }
    });
    tell("folders", changes);
  }

  private void property(String place, Function<Item, String> property) {
    List<Change> changes = new ArrayList<>();
    for (String path : common(left)) {
      String leftValue = property.apply(item(left, path));
      String rightValue = property.apply(item(right, path));
      boolean sameType = item(left, path).type() == item(right, path).type();
      if (sameType && !leftValue.equals(rightValue)) {
        changes.add(
            place.equals("modes")
                ? new Change(path, mode(leftValue, rightValue), mode(rightValue, leftValue))
                : new Change(path, leftValue, rightValue));
      }
    }
    tell(place, changes);
  }

  /// The permission bits alone where the bits of the type are the same.
  private static String mode(String mode, String other) {
    boolean sameType =
        mode.length() == 6 && other.length() == 6 && mode.regionMatches(0, other, 0, 2);
    return sameType ? mode.substring(2) : mode;
  }

  /// Members of the same content that were packed otherwise, be it to the same size.
  private List<Change> compression() {
    List<Change> changes = new ArrayList<>();
    if (pair.left() instanceof ZipSide leftZip && pair.right() instanceof ZipSide rightZip) {
      for (String path : common(left)) {
        String leftPacking = item(left, path).packing();
        String rightPacking = item(right, path).packing();
        if (!sameContent(path)) {
          continue;
        }
        if (!leftPacking.equals(rightPacking)) {
          changes.add(new Change(path, leftPacking, rightPacking));
        } else if (leftPacking.startsWith("deflated")
            && !leftZip.packedHash(path).equals(rightZip.packedHash(path))) {
          changes.add(new Change(path, leftPacking, rightPacking + ", other ones"));
        }
      }
    }
    return changes;
  }

  private void tell(String place, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    Change first = changes.getFirst();
    List<String> lines = new ArrayList<>();
    changes.stream()
        .limit(MOST_MEMBERS)
        .forEach(change ->
            lines.add(change.path() + ": " + change.left() + " became " + change.right()));
    if (changes.size() > MOST_MEMBERS) {
      lines.add("and " + (changes.size() - MOST_MEMBERS) + " more");
    }
    pair.budget()
        .add(
            Shown.of(first.left(), first.right())
                .at(pair.name(), Difference.Kind.ARCHIVE, place, lines));
  }
}
