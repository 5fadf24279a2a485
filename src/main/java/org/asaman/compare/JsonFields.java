package org.asaman.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON, such as an SBOM, by the paths of its fields.
final class JsonFields {
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_DEPTH = 200;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String member;
  private final List<Difference> found = new ArrayList<>();
  private int more;

  private JsonFields(String member) {
    this.member = member;
  }

  /// One difference for each value that differs; none if only the writing does.
  static List<Difference> compare(String member, byte[] left, byte[] right) throws Unreadable {
    JsonFields fields = new JsonFields(member);
    fields.walk("$", read(left), read(right));
    return TextLines.withMore(member, fields.found, fields.more, "fields");
  }

  /// Reads JSON within limits.
  static JsonNode read(byte[] content) throws Unreadable {
    if (content.length > MOST_BYTES) {
      throw new Unreadable("is too long for JSON");
    }
    try {
      return JSON.readTree(content);
    } catch (JacksonException e) {
      throw new Unreadable("is not JSON", e);
    }
  }

  private void walk(String path, @Nullable JsonNode left, @Nullable JsonNode right) {
    if (left != null && right != null && left.isObject() && right.isObject()) {
      Set<String> names = new LinkedHashSet<>(left.propertyNames());
      names.addAll(right.propertyNames());
      for (String name : names) {
        walk(extended(path, step(name)), left.get(name), right.get(name));
      }
    } else if (left != null && right != null && left.isArray() && right.isArray()) {
      for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
        walk(extended(path, "[" + i + "]"), left.get(i), right.get(i));
      }
    } else if (left == null || right == null || !left.equals(right)) {
      tell(path, left, right);
    }
  }

  private void tell(String path, @Nullable JsonNode left, @Nullable JsonNode right) {
    if (found.size() < TextLines.MOST_PLACES) {
      found.add(
          Shown.of(text(left), text(right)).at(member, Difference.Kind.JSON, "field " + path));
    } else {
      more++;
    }
  }

  /// A path that is too long to be told is not made longer.
  private static String extended(String path, String step) {
    return path.length() > Shown.MOST_CHARS
        ? path
        : path + step.substring(0, Math.min(step.length(), Shown.MOST_CHARS));
  }

  private static String step(String name) {
    return PLAIN.matcher(name).matches() ? "." + name : "[\"" + name + "\"]";
  }

  private static String text(@Nullable JsonNode node) {
    return node == null ? "" : node.isString() ? node.stringValue() : node.toString();
  }
}
