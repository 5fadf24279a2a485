package org.asaman.archive;

import java.util.ArrayList;
import java.util.List;

/// Targets of symbolic links.
final class LinkTarget {
  private LinkTarget() {}

  /// The target of a link in a tree of some kind.
  static String of(TreeKind kind, String path, String target, Limits limits, Refusal refusal) {
    return switch (kind) {
      case SOURCE -> inside(path, target, limits, refusal);
      case ROOT -> plain(path, target, limits, refusal);
    };
  }

  /// The target as it is: it is for those who take the tree as their root.
  private static String plain(String path, String target, Limits limits, Refusal refusal) {
    if (target.length() > limits.pathLength()) {
      throw refusal.because(path, "is a link with a target that is too long");
    }
    if (target.isEmpty() || target.chars().anyMatch(Character::isISOControl)) {
      throw refusal.because(path, "is a link with an empty or malformed target");
    }
    return target;
  }

  /// The target without its empty and `.` parts, once it is proved to stay in the link's own top
  /// folder.
  ///
  /// Going up is allowed at the start only: from there the way leads through real folders, since no
  /// member lies under a link; whatever link is met on the way down was proved in the same way. A
  /// `..` after a name could climb from wherever that name leads.
  static String inside(String path, String target, Limits limits, Refusal refusal) {
    if (target.length() > limits.pathLength()) {
      throw refusal.because(path, "is a link with a target that is too long");
    }
    if (target.startsWith("/")) {
      throw refusal.because(path, "is a link to the absolute path '" + target + "'");
    }
    if (target.isEmpty() || target.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
      throw refusal.because(path, "is a link with an empty or malformed target");
    }
    long depth = path.chars().filter(c -> c == '/').count();
    List<String> parts = new ArrayList<>();
    boolean down = false;
    int up = 0;
    for (String part : target.split("/")) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      boolean parent = part.equals("..");
      if (parent && (down || ++up >= depth)) {
        throw refusal.because(path, "is a link that may leave its tree: '" + target + "'");
      }
      down |= !parent;
      parts.add(part);
    }
    return parts.isEmpty() ? "." : String.join("/", parts);
  }
}
