package org.asaman.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.process.ChildProcess;
import org.asaman.process.Site;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Starts an interpreter once, isolated, and reads what it says of itself.
final class Probe {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String HINT = "name a Python 3.8 or newer with --python PATH";
  private static final int NO_PROGRAM = 127;
  private static final int LONGEST_SAYING = 200;
  private static final JsonMapper JSON = new JsonMapper();

  private final String asked;
  private final Map<String, String> environment;
  private final Site site;

  Probe(String asked, Map<String, String> environment, Site site) {
    this.asked = asked;
    this.environment = site.environment(environment);
    this.site = site;
  }

  Interpreter run() {
    Path program = locate();
    ChildProcess.Ended ended = start(program, "describe.py");
    JsonNode answer = answer(ended);
    requireSupported(answer.path("version"));
    try {
      return new Description(answer, site).interpreter();
    } catch (IOException e) {
      throw bad("its files cannot be read (" + Wording.why(e) + ")");
    } catch (IllegalArgumentException e) {
      throw bad("says of itself what cannot be (" + e.getMessage() + ")");
    }
  }

  /// The packages that the interpreter sees.
  String installed() {
    ChildProcess.Ended ended = start(locate(), "installed.py");
    if (ended.exitCode() != 0) {
      throw bad("cannot list its packages (" + lastLine(ended.errors()) + ")");
    }
    return ended.output();
  }

  /// The tags of wheels that its pip would install, best first.
  List<String> tags() {
    ChildProcess.Ended ended = start(locate(), "tags.py");
    if (ended.exitCode() != 0) {
      throw new AsamanException(
          new Problem.BadInterpreter(
              asked,
              "its pip does not tell which wheels fit it (" + lastLine(ended.errors()) + ")",
              "install pip for it, or name another with --python PATH"));
    }
    return ended.output().lines().filter(line -> !line.isBlank()).toList();
  }

  private Path locate() {
    if (asked.isEmpty() || asked.indexOf('\0') >= 0) {
      throw bad("is not the name of an interpreter");
    }
    if (asked.contains("/")) {
      Path path = Path.of(asked).toAbsolutePath();
      if (!Files.exists(site.outside(path))) {
        throw bad("not found");
      }
      if (!isProgram(path)) {
        throw bad("is not an executable file");
      }
      return path;
    }
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path path = Path.of(folder, asked).toAbsolutePath();
      if (!folder.isEmpty() && isProgram(path)) {
        return path;
      }
    }
    throw bad("not found on PATH");
  }

  private boolean isProgram(Path seen) {
    Path path = site.outside(seen);
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private ChildProcess.Ended start(Path program, String script) {
    List<String> command = List.of(program.toString(), "-I", "-c", resource(script));
    try {
      return site.run(
          new ChildProcess(command, cleanEnvironment(), Path.of(""), "", LIMIT), List.of());
    } catch (IOException e) {
      throw bad("cannot be started (" + e.getMessage() + ")");
    } catch (TimeoutException e) {
      throw bad("gives no answer (" + e.getMessage() + ")");
    }
  }

  /// What a shim (pyenv, asdf, mise) needs to find the interpreter it stands for, and no more.
  private Map<String, String> cleanEnvironment() {
    Map<String, String> clean = new TreeMap<>();
    environment.forEach((name, value) -> {
      if (name.matches("PATH|HOME|XDG_(CONFIG|DATA)_HOME|(PYENV|ASDF|MISE)_.*")) {
        clean.put(name, value);
      }
    });
    clean.put("LC_ALL", "C.UTF-8");
    return clean;
  }

  /// The last line is the answer: a shim or a `.pth` file may print before it.
  private JsonNode answer(ChildProcess.Ended ended) {
    String line = lastLine(ended.output());
    if (ended.exitCode() == 0) {
      try {
        JsonNode answer = JSON.readTree(line);
        if (answer.path("version").isArray()) {
          return answer;
        }
      } catch (JacksonException _) {
        // Worded below, with what the program says itself.
      }
    }
    String said = said(ended);
    throw bad(
        "does not answer as a Python 3 would (exit code "
            + ended.exitCode()
            + (said.isEmpty() ? "" : ": " + said)
            + ")");
  }

  private void requireSupported(JsonNode version) {
    int major = version.path(0).asInt(0);
    int minor = version.path(1).asInt(0);
    if (major != 3 || minor < 8) {
      throw bad("is Python " + major + "." + minor + ", and 3.8 is the oldest that can be used");
    }
  }

  /// The last line that a program says, as an exception's own is; the first of one that found no
  /// program to stand for. Some repeat the whole script in it.
  private static String said(ChildProcess.Ended ended) {
    String text = (ended.errors().isBlank() ? ended.output() : ended.errors()).strip();
    String line =
        ended.exitCode() == NO_PROGRAM ? text.lines().findFirst().orElse("") : lastLine(text);
    return line.length() > LONGEST_SAYING ? line.substring(0, LONGEST_SAYING) + "…" : line;
  }

  private static String lastLine(String text) {
    String[] lines = text.strip().split("\n", -1);
    String last = lines[lines.length - 1].strip();
    return last.length() > 65_536 ? "" : last;
  }

  private static String resource(String name) {
    try (InputStream in = Probe.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AsamanException bad(String what) {
    return new AsamanException(new Problem.BadInterpreter(asked, what, HINT));
  }
}
