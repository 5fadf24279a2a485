package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs the machine's own `python3`, the judge of what Python's world takes.
final class Python {
  private Python() {}

  /// What a program prints, errors included, when given this input and these arguments.
  static String run(String program, byte[] input, Path... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3", "-I", "-c", program));
    Arrays.stream(arguments).map(Path::toString).forEach(command::add);
    Path output = Files.createTempFile("python", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    }
    process.waitFor();
    String printed = Files.readString(output, UTF_8);
    Files.delete(output);
    return printed;
  }
}
