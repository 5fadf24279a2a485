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
import java.util.stream.Stream;
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

  private static final List<String> RUSTC = List.of("rustc", "--version", "--verbose");
  private static final List<String> LIBC = List.of("getconf", "GNU_LIBC_VERSION");

  private static final List<List<String>> PACKAGES =
      List.of(
          List.of(
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
              "pkgconf*"),
          List.of("rpm", "-qa", "--qf", "%{NEVRA}\\n", "*-devel", "gcc*", "binutils*"),
          List.of("apk", "list", "--installed", "-q"));

  /// The command lines whose answers identify the toolchain, each empty where its tool is not
  /// there.
  public static final List<List<String>> QUESTIONS =
      Stream.concat(
              Stream.of(
                  RUSTC,
                  List.of("cc", "--version"),
                  List.of("c++", "--version"),
                  List.of("ld", "--version"),
                  LIBC),
              PACKAGES.stream())
          .toList();

  private static final Duration LIMIT = Duration.ofSeconds(20);

  public Toolchains {
    roots = List.copyOf(roots);
    path = List.copyOf(path);
  }

  /// Asks the tools that the caller's PATH holds.
  public static Toolchains find(Map<String, String> environment) {
    List<Path> roots = new ArrayList<>();
    List<String> path = new ArrayList<>();
    Optional<String> sysroot = ask(environment, List.of("rustc", "--print", "sysroot"));
    sysroot
        .map(text -> Path.of(text.strip()))
        .filter(Files::isDirectory)
        .ifPresent(root -> {
          roots.add(root);
          path.add(root.resolve("bin").toString());
        });
    Map<String, String> system = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"); // a build's own
    Map<List<String>, String> answers = new HashMap<>();
    sysroot.flatMap(_ -> ask(environment, RUSTC)).ifPresent(text -> answers.put(RUSTC, text));
    for (List<String> question : QUESTIONS.subList(1, QUESTIONS.size())) {
      boolean packages = PACKAGES.contains(question);
      if (packages && PACKAGES.stream().anyMatch(answers::containsKey)) {
        continue; // a machine has one kind of packages
      }
      List<String> line = new ArrayList<>(List.of(ENV));
      line.addAll(question);
      ask(system, line).ifPresent(text -> answers.put(question, text));
    }
    return new Toolchains(roots, path, fingerprint(answers));
  }

  /// The toolchains of a worker elsewhere, by what its tools answered to [#QUESTIONS].
  public static Toolchains told(Map<List<String>, String> answers) {
    return new Toolchains(List.of(), List.of(), fingerprint(answers));
  }

  private static String fingerprint(Map<List<String>, String> answers) {
    List<String> fingerprint = new ArrayList<>();
    for (List<String> question : QUESTIONS) {
      Optional<String> answer = Optional.ofNullable(answers.get(question));
      if (PACKAGES.contains(question)) {
        add(fingerprint, "packages", answer);
      } else {
        add(fingerprint, question.equals(LIBC) ? "libc" : question.getFirst(), answer);
      }
    }
    return String.join("\n", fingerprint);
  }

  private static void add(List<String> fingerprint, String tool, Optional<String> answer) {
    answer
        .map(text -> text.lines().filter(line -> !line.isBlank()).sorted().toList())
        .ifPresent(lines -> lines.forEach(line -> fingerprint.add(tool + ": " + line.strip())));
  }

  /// What a tool prints, if it is there and succeeds within 20 seconds.
  private static Optional<String> ask(Map<String, String> environment, List<String> commandLine) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("LC_ALL", "C.UTF-8");
    ChildProcess process = new ChildProcess(commandLine, variables, Path.of("/"), "", LIMIT);
    try {
      ChildProcess.Ended ended = process.run();
      boolean answered = ended.exitCode() == 0 || commandLine.contains("dpkg-query");
      return Optional.of(ended.output()).filter(text -> answered && !text.isBlank());
    } catch (IOException | TimeoutException _) {
      return Optional.empty();
    }
  }
}
