package org.asaman.archive;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The names of an archive's members as the tree they make; refuses what is no safe, unique name.
///
/// Nothing is ever resolved on a disk: what is a folder, file or link is known from the members.
final class MemberTree {
  enum Kind {
    DIRECTORY,
    FILE,
    LINK,
    /// What is never made, and has a name all the same.
    OTHER
  }

  private static final class Node {
    final String name;
    Kind kind;
    boolean given;
    final Map<String, Node> children = new HashMap<>();

    Node(String name, Kind kind) {
      this.name = name;
      this.kind = kind;
    }
  }

  private final TreeKind tree;
  private final Limits limits;
  private final Refusal refusal;
  private final Node root = new Node("", Kind.DIRECTORY);
  private int nodes;
  private long nameBytes;

  MemberTree(TreeKind tree, Limits limits, Refusal refusal) {
    this.tree = tree;
    this.limits = limits;
    this.refusal = refusal;
  }

  /// Adds a member, and the folders its path implies.
  void add(String path, Kind kind) {
    checkLengths(path);
    String[] parts = path.split("/", -1);
    if (parts.length > limits.depth()) {
      throw refusal.because(path, "is nested more than " + limits.depth() + " folders deep");
    }
    Node node = root;
    for (int i = 0; i < parts.length; i++) {
      checkPart(path, parts[i], i == 0);
      if (node.kind != Kind.DIRECTORY) {
        throw refusal.because(path, "lies under a " + kindName(node.kind) + ", not a folder");
      }
      node = child(node, path, parts[i], i == parts.length - 1 ? kind : Kind.DIRECTORY);
    }
    if (node.given || node.kind != kind) {
      throw refusal.because(path, "appears more than once");
    }
    node.given = true;
  }

  private static String kindName(Kind kind) {
    return switch (kind) {
      case DIRECTORY -> "folder";
      case FILE -> "file";
      case LINK -> "link";
      case OTHER -> "device";
    };
  }

  /// Whether a regular file was added under exactly this path.
  boolean hasFile(String path) {
    return find(path).filter(node -> node.kind == Kind.FILE).isPresent();
  }

  private Optional<Node> find(String path) {
    @Nullable Node node = root;
    for (String part : path.split("/", -1)) {
      node = node.children.get(fold(part));
      if (node == null || !node.name.equals(part)) {
        return Optional.empty();
      }
    }
    return Optional.of(node);
  }

  private Node child(Node parent, String path, String part, Kind kind) {
    Node child = parent.children.computeIfAbsent(fold(part), _ -> grow(path, part, kind));
    if (!child.name.equals(part)) {
      throw refusal.because(path, "differs from '" + child.name + "' only in case or Unicode form");
    }
    return child;
  }

  private Node grow(String path, String part, Kind kind) {
    if (++nodes > limits.members()) {
      throw refusal.because(path, "is one more than the limit of " + limits.members() + " members");
    }
    return new Node(part, kind);
  }

  private void checkLengths(String path) {
    int length = utf8Length(path);
    if (length > limits.pathLength()) {
      throw refusal.because(
          path.substring(0, Math.min(60, path.length())) + "...",
          "has a name longer than " + limits.pathLength() + " bytes");
    }
    nameBytes += length;
    if (nameBytes > limits.nameBytes()) {
      throw refusal.because(path, "makes all names together longer than the limit");
    }
  }

  private void checkPart(String path, String part, boolean first) {
    if (part.isEmpty()) {
      throw refusal.because(
          path,
          path.startsWith("/")
              ? "is an absolute path"
              : path.isEmpty() ? "has no name" : "has an empty part in its name");
    }
    if (part.equals("..")) {
      throw refusal.because(path, "climbs out of its folder with '..'");
    }
    if (part.equals(".")) {
      throw refusal.because(path, "has a part '.' in its name");
    }
    if (tree == TreeKind.SOURCE
        && first
        && part.length() > 1
        && part.charAt(1) == ':'
        && Character.isLetter(part.charAt(0))) {
      throw refusal.because(path, "starts with a drive letter");
    }
    if (part.codePoints().anyMatch(this::isForbidden)) {
      throw refusal.because(path, "has a backslash, NUL or control character in its name");
    }
    if (utf8Length(part) > limits.componentLength()) {
      throw refusal.because(
          path, "has a part longer than " + limits.componentLength() + " bytes in its name");
    }
  }

  private boolean isForbidden(int c) {
    int type = Character.getType(c);
    return (c == '\\' && tree == TreeKind.SOURCE)
        || type == Character.CONTROL
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The form under which file systems that ignore case or normalise would see a name.
  private String fold(String name) {
    if (tree == TreeKind.ROOT) {
      return name;
    }
    if (name.chars().allMatch(c -> c < 0x80)) {
      return name.toLowerCase(Locale.ROOT);
    }
    String upper = Normalizer.normalize(name, Normalizer.Form.NFD).toUpperCase(Locale.ROOT);
    return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }
}
