package org.asaman.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.asaman.process.ChildProcess;
import org.asaman.testing.Needed;

/// Runs the machine's real tools, and spoils what they made.
final class Tools {
  private Tools() {}

  /// A way of reading that must end, whatever it is given.
  interface Reading {
    void read(byte[] content) throws Exception;
  }

  static void run(Path folder, String... command) throws IOException, TimeoutException {
    ChildProcess.Ended ended =
        new ChildProcess(List.of(command), environment(), folder, "", Duration.ofSeconds(60)).run();
    if (ended.exitCode() != 0) {
      throw new AssertionError(List.of(command) + ": " + ended.errors());
    }
  }

  /// The environment of the tests, in which sets of Python have one order.
  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PYTHONHASHSEED", "0");
    return environment;
  }

  /// A shared library of one function, compiled in the folder.
  static byte[] library(Path folder, String text, String... options) throws Exception {
    Needed.require(there("gcc"), "gcc");
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("x.c"), "const char *text(void) { return \"" + text + "\"; }\n");
    List<String> command =
        new ArrayList<>(
            List.of("gcc", "-g", "-shared", "-fPIC", "-Wl,--build-id", "-o", "x.so", "x.c"));
    command.addAll(List.of(options));
    run(folder, command.toArray(String[]::new));
    return Files.readAllBytes(folder.resolve("x.so"));
  }

  /// A module compiled by the given Python.
  static byte[] compiled(Path folder, String python, String source, String mode) throws Exception {
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("m.py"), source);
    run(
        folder,
        python,
        "-c",
        "import py_compile, sys; py_compile.compile(sys.argv[1], cfile='m.pyc', dfile=sys.argv[2],"
            + " doraise=True, invalidation_mode=py_compile.PycInvalidationMode."
            + mode
            + ")",
        file.toString(),
        "m.py");
    return Files.readAllBytes(folder.resolve("m.pyc"));
  }

  static boolean there(String program) {
    try {
      run(Path.of("/"), program, "--version");
      return true;
    } catch (IOException | TimeoutException | AssertionError _) {
      return false;
    }
  }

  /// Reads many spoiled forms; only [Unreadable] may come of it.
  static void spoil(byte[] content, long seed, int times, Reading reading) {
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      byte[] spoiled =
          random.nextInt(4) == 0
              ? Arrays.copyOf(content, random.nextInt(content.length))
              : content.clone();
      int changes = spoiled.length == 0 ? 0 : 1 + random.nextInt(6);
      for (int c = 0; c < changes; c++) {
        int at =
            random.nextInt(random.nextBoolean() ? Math.min(64, spoiled.length) : spoiled.length);
        spoiled[at] = (byte) random.nextInt(256);
      }
      try {
        reading.read(spoiled);
      } catch (Unreadable _) {
        // That is what it may say.
      } catch (Exception | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("seed " + seed + ", round " + i, e);
      }
    }
  }
}
