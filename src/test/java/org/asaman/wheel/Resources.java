package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The files beside the tests.
final class Resources {
  private Resources() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  static String text(String name) throws IOException {
    return new String(bytes(name), UTF_8);
  }
}
