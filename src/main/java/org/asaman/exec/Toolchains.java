package org.asaman.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.asaman.process.ChildProcess;

/// The toolchains that lie outside the system folders, and what identifies all that a native build
/// uses.
///
/// `roots` are shown in every box and `path` is put after a build's own PATH. `fingerprint` holds a
/// line each for compiler, linker, libc, Rust and the installed development packages.
public record Toolchains(List<Path> roots, List<String> path, String fingerprint) {
  /// None: where builds run in a root, the interpreter's fingerprint names all of it.
  public static final Toolchains NONE = new Toolchains(List.of(), List.of(), "");

  /// Looks a program up on the PATH that it is given; the JVM itself would use its own.
  private static final String ENV = "/usr/bin/env";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  public Toolchains {
    roots = List.copyOf(roots);
    path = List.copyOf(path);
  }

  /// Asks the tools that the caller's PATH holds.
  public static Toolchains find(Map<String, String> environment) {
    List<Path> roots = new ArrayList<>();
    List<String> path = new ArrayList<>();
    List<String> fingerprint = new ArrayList<>();
    Optional<String> sysroot = ask(environment, "rustc", "--print", "sysroot");
    sysroot
        .map(text -> Path.of(text.strip()))
        .filter(Files::isDirectory)
        .ifPresent(root -> {
          roots.add(root);
          path.add(root.resolve("bin").toString());
        });
    add(
        fingerprint,
        "rustc",
        sysroot.flatMap(_ -> ask(environment, "rustc", "--version", "--verbose")));
    Map<String, String> system = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"); // a build's own
    add(fingerprint, "cc", ask(system, ENV, "cc", "--version"));
    add(fingerprint, "c++", ask(system, ENV, "c++", "--version"));
    add(fingerprint, "ld", ask(system, ENV, "ld", "--version"));
    add(fingerprint, "libc", ask(system, ENV, "getconf", "GNU_LIBC_VERSION"));
    add(fingerprint, "packages", developmentPackages(system));
    return new Toolchains(roots, path, String.join("\n", fingerprint));
  }

  private static Optional<String> developmentPackages(Map<String, String> environment) {
    return ask(
            environment,
            "dpkg-query",
            "-W",
            "-f",
            "${Package} ${Version} ${Architecture}\\n",
            "*-dev",
            "gcc*",
            "g++*",
            "binutils*",
            "libgcc*",
            "libstdc++*",
            "cmake",
            "ninja-build",
            "pkg-config",
            "pkgconf*")
        .or(() ->
            ask(environment, "rpm", "-qa", "--qf", "%{NEVRA}\\n", "*-devel", "gcc*", "binutils*"))
        .or(() -> ask(environment, "apk", "list", "--installed", "-q"));
  }

  private static void add(List<String> fingerprint, String tool, Optional<String> answer) {
    answer
        .map(text -> text.lines().filter(line -> !line.isBlank()).sorted().toList())
        .ifPresent(lines -> lines.forEach(line -> fingerprint.add(tool + ": " + line.strip())));
  }

  /// What a tool prints, if it is there and succeeds within 20 seconds.
  private static Optional<String> ask(Map<String, String> environment, String... commandLine) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("LC_ALL", "C.UTF-8");
    ChildProcess process =
        new ChildProcess(List.of(commandLine), variables, Path.of("/"), "", LIMIT);
    try {
      ChildProcess.Ended ended = process.run();
      boolean answered = ended.exitCode() == 0 || commandLine[0].startsWith("dpkg");
      return Optional.of(ended.output()).filter(text -> answered && !text.isBlank());
    } catch (IOException | TimeoutException _) {
      return Optional.empty();
    }
  }
}
