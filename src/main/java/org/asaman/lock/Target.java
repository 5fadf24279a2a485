package org.asaman.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;

/// How uv is told for which interpreter it resolves.
///
/// uv needs the network and so runs on this machine; an interpreter of a root cannot be started by
/// it, and is described: version, machine and libc are all that its choice depends on.
record Target(Interpreter interpreter) {
  private static final Pattern GLIBC = Pattern.compile("glibc 2\\.(\\d{1,3})(?!\\d).*");

  /// The minor versions of glibc that uv knows by name, newest first.
  private static final List<Integer> GLIBC_MINORS =
      List.of(40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 28, 17);

  List<String> options() {
    if (interpreter.site().isHost()) {
      return List.of("--python", interpreter.binary().toString());
    }
    boolean plain =
        interpreter.implementation().equals("cpython")
            && !interpreter.variables().getOrDefault("Py_GIL_DISABLED", "0").equals("1");
    if (!plain) {
      throw bad("is no ordinary CPython, and in a root no other can be resolved for");
    }
    List<String> options = new ArrayList<>(List.of("--python-version", interpreter.version()));
    options.addAll(List.of("--python-platform", platform()));
    return options;
  }

  private String platform() {
    String machine = interpreter.markers().getOrDefault("platform_machine", "");
    Matcher glibc = GLIBC.matcher(interpreter.libc());
    boolean known = machine.equals("x86_64") || machine.equals("aarch64");
    if (known && glibc.matches()) {
      int minor = Integer.parseInt(glibc.group(1));
      for (int named : GLIBC_MINORS) {
        if (named <= minor) {
          return machine + "-manylinux_2_" + named;
        }
      }
    }
    throw bad(
        "is for "
            + machine
            + " with "
            + (interpreter.libc().isEmpty() ? "another libc than glibc" : interpreter.libc())
            + ", and in a root only x86_64 and aarch64 with glibc 2.17 or newer can be resolved"
            + " for");
  }

  private AsamanException bad(String what) {
    return new AsamanException(
        new Problem.BadInterpreter(
            interpreter.executable().toString(), what, "name another root or another --python"));
  }
}
