package org.asaman.exec;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The `/etc` of boxes with a root: a copy of the root's own, in which all that a box has of its
/// own is a file of its own.
///
/// A file can be bound over one that is there, and none can be made in a folder that is bound
/// read-only.
final class RootEtc {
  /// What a box may have its own of; most of it is empty in most boxes.
  private static final List<String> OURS =
      List.of("passwd", "group", "resolv.conf", "ld.so.preload", "faketimerc");

  private RootEtc() {}

  /// Makes the copy.
  ///
  /// @param files what is in files that every box has, by name
  static Path copy(Path original, Path folder, Map<String, String> files) throws IOException {
    Map<String, String> ours = new HashMap<>(files);
    OURS.forEach(name -> ours.put(name, ""));
    if (Files.isDirectory(original, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(original, new Copying(original, folder, ours.keySet()));
    } else {
      Path _ = Permissions.folder(folder);
    }
    for (var file : ours.entrySet()) {
      Path path = Files.writeString(folder.resolve(file.getKey()), file.getValue());
      Permissions.readable(path);
    }
    return folder;
  }

  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;
    private final Set<String> leftOut;

    Copying(Path from, Path to, Set<String> leftOut) {
      this.from = from;
      this.to = to;
      this.leftOut = leftOut;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (leftOut.contains(from.relativize(directory).toString())) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Path _ = Permissions.folder(to.resolve(from.relativize(directory)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path path = from.relativize(file);
      if (!leftOut.contains(path.toString())) {
        Path _ =
            Files.copy(
                file,
                to.resolve(path),
                LinkOption.NOFOLLOW_LINKS,
                StandardCopyOption.COPY_ATTRIBUTES);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
