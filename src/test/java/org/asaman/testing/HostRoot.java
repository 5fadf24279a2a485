package org.asaman.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asaman.process.ChildProcess;

/// A small root file system made of this machine's own files: Python with its pip, a shell, and
/// what closes a sandbox.
public final class HostRoot {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private static final List<String> PROGRAMS =
      List.of(
          "sh",
          "setpriv",
          "unshare",
          "prlimit",
          "env",
          "true",
          "date",
          "chroot",
          "setsid",
          "hostname");

  private static final Set<String> LEFT_OUT = Set.of("test", "idlelib", "lib2to3", "__pycache__");

  private static final Pattern LIBRARY = Pattern.compile("(?:.* => )?(/\\S+) \\(0x.*");

  private final Path root;

  private HostRoot(Path root) {
    this.root = root;
  }

  /// Makes the root in a folder that is not there yet.
  public static Path make(Path folder) throws IOException {
    Needed.require(Files.isExecutable(PYTHON), "the system's own Python, " + PYTHON);
    HostRoot made = new HostRoot(folder);
    for (String name : List.of("bin", "sbin", "lib", "lib64")) {
      Path top = Path.of("/", name);
      if (Files.isSymbolicLink(top)) {
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve(name), Files.readSymbolicLink(top));
      }
    }
    made.python();
    for (String name : PROGRAMS) {
      made.program(name);
    }
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("etc/os-release"), "PRETTY_NAME=\"A small root\"\n");
    return folder;
  }

  private void program(String name) throws IOException {
    Path file =
        List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin").stream()
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new IOException("no program " + name));
    copy(file);
    libraries(List.of(file));
  }

  private void python() throws IOException {
    copy(PYTHON);
    String code =
        "import sysconfig, pip; print(sysconfig.get_path('stdlib')); print(*pip.__path__)";
    String[] told = run(List.of(PYTHON.toString(), "-I", "-c", code)).split("\n", -1);
    Needed.require(told.length > 1, "the pip of the system's own Python");
    List<Path> extensions = new ArrayList<>(List.of(PYTHON));
    for (String tree : List.of(told[0], told[1])) {
      Files.walkFileTree(
          Path.of(tree),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = String.valueOf(folder.getFileName());
              return LEFT_OUT.contains(name) || name.startsWith("config-")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              copy(file);
              if (file.toString().endsWith(".so")) {
                extensions.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    extensions.add(Needed.uv()); // it runs in the root
    libraries(extensions);
  }

  private void libraries(List<Path> files) throws IOException {
    List<String> command = new ArrayList<>(List.of("ldd"));
    files.forEach(file -> command.add(file.toString()));
    for (String line : run(command).split("\n", -1)) {
      Matcher library = LIBRARY.matcher(line.strip());
      if (library.matches()) {
        copy(Path.of(library.group(1)));
      }
    }
  }

  /// Copies a file, whatever links lead to it, to its folder's real place.
  private void copy(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent()).toRealPath();
    Path target = root.resolve("/".equals(folder.toString()) ? "" : folder.toString().substring(1));
    Files.createDirectories(target);
    Path copy = target.resolve(Objects.requireNonNull(file.getFileName()));
    if (!Files.exists(copy, LinkOption.NOFOLLOW_LINKS) && Files.isRegularFile(file)) {
      Path _ = Files.copy(file, copy);
    }
  }

  private static String run(List<String> command) throws IOException {
    try {
      Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8");
      return new ChildProcess(command, environment, Path.of("/"), "", Duration.ofSeconds(30))
          .run()
          .output();
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
  }
}
