package org.asaman.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.asaman.problem.Printable;
import org.jspecify.annotations.Nullable;

/// Two opened archives, outer or nested.
///
/// @param name the path of the nested archive, empty for the outer one
record ArchivePair(Side left, Side right, String name, Budget budget) {

  /// Tells all differences, those of the archives first, and grades them.
  Grade compare(Explainer explainer, int depth, boolean wheels) {
    Map<String, Item> leftItems = byPath(left);
    Map<String, Item> rightItems = byPath(right);
    new ArchiveLayers(this, leftItems, rightItems).tell();
    Set<String> differing = differing(leftItems, rightItems);
    members(explainer, depth, leftItems, rightItems, differing);
    return grade(differing, wheels);
  }

  /// The path by which a member is told.
  String told(String path) {
    return Printable.of(name.isEmpty() ? path : name + "!/" + path);
  }

  private static Map<String, Item> byPath(Side side) {
    Map<String, Item> items = new LinkedHashMap<>();
    side.items().forEach(item -> items.put(item.path(), item));
    return items;
  }

  /// The files and links that only one side has or that hold something else, sorted.
  private static Set<String> differing(Map<String, Item> leftItems, Map<String, Item> rightItems) {
    Set<String> differing = new TreeSet<>();
    leftItems.forEach((path, item) -> {
      Item other = rightItems.get(path);
      if (other == null ? !item.folder() : !item.sameAs(other)) {
        differing.add(path);
      }
    });
    rightItems.forEach((path, item) -> {
      if (!item.folder() && !leftItems.containsKey(path)) {
        differing.add(path);
      }
    });
    return differing;
  }

  private void members(
      Explainer explainer,
      int depth,
      Map<String, Item> leftItems,
      Map<String, Item> rightItems,
      Set<String> differing) {
    Set<String> contents =
        differing.stream()
            .filter(path -> haveOtherContents(leftItems.get(path), rightItems.get(path)))
            .collect(Collectors.toCollection(TreeSet::new));
    left.prepare(contents);
    right.prepare(contents);
    for (String path : differing) {
      if (contents.contains(path)) {
        content(explainer, depth, path, leftItems, rightItems, differing);
      } else {
        presence(path, leftItems.get(path), rightItems.get(path)).ifPresent(budget::add);
      }
    }
  }

  private static boolean haveOtherContents(@Nullable Item leftItem, @Nullable Item rightItem) {
    return leftItem != null
        && rightItem != null
        && leftItem.type() == Item.Type.FILE
        && rightItem.type() == Item.Type.FILE
        && !leftItem.digest().equals(rightItem.digest());
  }

  private void content(
      Explainer explainer,
      int depth,
      String path,
      Map<String, Item> leftItems,
      Map<String, Item> rightItems,
      Set<String> differing) {
    Item leftItem = Objects.requireNonNull(leftItems.get(path));
    Item rightItem = Objects.requireNonNull(rightItems.get(path));
    Optional<byte[]> leftBytes = budget.full() ? Optional.empty() : left.read(path);
    Optional<byte[]> rightBytes = leftBytes.isEmpty() ? Optional.empty() : right.read(path);
    if (leftBytes.isEmpty() || rightBytes.isEmpty()) {
      budget.add(
          Shown.of(words(leftItem), words(rightItem))
              .at(told(path), Difference.Kind.BINARY, "content"));
    } else if (Names.isRecord(path)) {
      budget.addAll(RecordRows.compare(told(path), leftBytes.get(), rightBytes.get(), differing));
    } else {
      explainer.explain(told(path), path, leftBytes.get(), rightBytes.get(), depth);
    }
  }

  private static String words(Item item) {
    return item.digest().size() + " bytes, SHA-256 " + item.digest().hash();
  }

  /// What is told of a member without looking into it; nothing if only its mode differs.
  private Optional<Difference> presence(
      String path, @Nullable Item leftItem, @Nullable Item rightItem) {
    if (leftItem == null || rightItem == null) {
      Item only = Objects.requireNonNull(leftItem == null ? rightItem : leftItem);
      String words = Shown.text(presenceWords(only));
      return Optional.of(
          new Difference(
              told(path),
              Difference.Kind.MEMBER,
              rightItem == null ? "only left" : "only right",
              rightItem == null ? words : "",
              rightItem == null ? "" : words,
              List.of()));
    }
    boolean sameType = leftItem.type() == rightItem.type();
    return sameType && leftItem.type() != Item.Type.LINK
        ? Optional.empty()
        : Optional.of(
            Shown.of(presenceWords(leftItem), presenceWords(rightItem))
                .at(told(path), Difference.Kind.MEMBER, sameType ? "target" : "type"));
  }

  private static String presenceWords(Item item) {
    return switch (item.type()) {
      case FILE -> "a file of " + item.digest().size() + " bytes";
      case FOLDER -> "a folder";
      case LINK -> "a link to " + item.target();
    };
  }

  private static Grade grade(Set<String> differing, boolean wheels) {
    Set<String> counted =
        differing.stream()
            .filter(path -> !(wheels && Names.isRecordOrSignature(path)))
            .collect(Collectors.toSet());
    return counted.isEmpty()
        ? Grade.EQUIVALENT
        : counted.stream().allMatch(path -> Names.isAbout(path, wheels))
            ? Grade.METADATA_ONLY
            : Grade.DIFFERENT;
  }
}
