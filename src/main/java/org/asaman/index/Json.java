package org.asaman.index;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as a tree.
final class Json {
  private Json() {}

  /// @throws IllegalArgumentException if it is no JSON
  static JsonNode read(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /// @throws IOException if it cannot be read, IllegalArgumentException if it is no JSON
  static JsonNode read(InputStream in) throws IOException {
    byte[] content = in.readAllBytes();
    try {
      return JsonMapper.shared().readTree(content);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }
}
