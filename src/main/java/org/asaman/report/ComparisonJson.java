package org.asaman.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.asaman.compare.Comparison;
import org.asaman.compare.Difference;
import org.asaman.compare.InputDifference;
import org.asaman.store.Digest;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A comparison as JSON, the schema `asaman/diff/1`.
public final class ComparisonJson {
  private static final String SCHEMA = "asaman/diff/1";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ComparisonJson() {}

  /// The whole document, with a line break at the end.
  ///
  /// @param inputs what the records of both wheels have otherwise
  public static String of(Comparison comparison, List<InputDifference> inputs) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", SCHEMA);
    document.put("left", side(comparison.left(), comparison.leftDigest()));
    document.put("right", side(comparison.right(), comparison.rightDigest()));
    document.put("grade", comparison.grade().toString());
    document.put("inputs", inputs.stream().map(ComparisonJson::input).toList());
    document.put(
        "differences", comparison.differences().stream().map(ComparisonJson::difference).toList());
    return JSON.writeValueAsString(document) + "\n";
  }

  private static Map<String, Object> side(String file, Digest digest) {
    Map<String, Object> side = new LinkedHashMap<>();
    side.put("file", file);
    side.put("sha256", digest.hash());
    return side;
  }

  private static Map<String, Object> input(InputDifference input) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("input", input.input().toString());
    fields.put("what", input.what());
    fields.put("left", input.left());
    fields.put("right", input.right());
    return fields;
  }

  /// One difference, as it stands in a comparison and in a verdict.
  static Map<String, Object> difference(Difference difference) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("member", difference.member());
    fields.put("kind", difference.kind().toString());
    fields.put("place", difference.place());
    fields.put("left", difference.left());
    fields.put("right", difference.right());
    fields.put("lines", difference.lines());
    return fields;
  }
}
