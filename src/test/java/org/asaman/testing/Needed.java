package org.asaman.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// What tests need of the machine.
public final class Needed {
  private Needed() {}

  /// The uv that the launcher fetched into the checkout.
  public static Path uv() {
    Optional<Path> binary = Optional.empty();
    if (Files.isDirectory(Path.of(".tools"))) {
      try (Stream<Path> files =
          Files.find(Path.of(".tools"), 4, (p, a) -> p.endsWith("uv") && a.isRegularFile())) {
        binary = files.filter(Files::isExecutable).findFirst().map(Path::toAbsolutePath);
      } catch (IOException e) {
        fail(e);
      }
    }
    require(binary.isPresent(), "uv, which ./asaman fetches into .tools");
    return binary.orElseThrow();
  }

  /// What a test needs of the machine: without it a test is skipped, but never on CI.
  public static void require(boolean there, String what) {
    if (!there && "true".equals(System.getenv("CI"))) {
      fail("not there: " + what);
    }
    assumeTrue(there, () -> "not there: " + what);
  }
}
