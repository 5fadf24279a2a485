package org.asaman.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.asaman.store.Digest;

/// A root file system, laid out as a folder of this machine that nobody writes to.
///
/// @param folder the folder; links in it mean what they mean where it is the root
/// @param digest of its tree, as REAPI's `Directory`
public record RootFolder(Path folder, Digest digest) {
  /// What a root has no part in: the kernel's file systems and what belongs to a running machine.
  public static final List<String> NOT_SHOWN =
      List.of("proc", "sys", "dev", "run", "tmp", "home", "root");

  /// As many links as the kernel follows.
  private static final int MOST_LINKS = 40;

  /// The folders that programs of the root are looked up in.
  static final List<String> PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  /// The file or folder at a path of the root, all links followed as they lead there; nothing need
  /// be there. Whatever the path and the links, it lies in the folder.
  public Path at(String path) {
    Deque<String> left = parts(path);
    Path found = folder;
    int links = 0;
    while (!left.isEmpty()) {
      String part = left.pop();
      if (part.equals("..")) {
        found = found.equals(folder) ? folder : parent(found);
        continue;
      }
      Path next = found.resolve(part);
      if (!Files.isSymbolicLink(next)) {
        found = next;
        continue;
      }
      if (++links > MOST_LINKS) {
        return folder.resolve(".too-many-links"); // which is not there
      }
      String target = target(next);
      Deque<String> more = parts(target);
      while (!more.isEmpty()) {
        left.push(more.removeLast());
      }
      found = target.startsWith("/") ? folder : found;
    }
    return found;
  }

  /// The file of a program that can be started by its name.
  Optional<Path> program(String name) {
    return PATH.stream()
        .map(folder -> at(folder + "/" + name))
        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return ""; // it cannot be read: then it leads nowhere
    }
  }

  private static Deque<String> parts(String path) {
    return new ArrayDeque<>(
        Arrays.stream(path.split("/")).filter(p -> !p.isEmpty() && !p.equals(".")).toList());
  }
}
