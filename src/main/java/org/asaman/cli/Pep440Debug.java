package org.asaman.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asaman.requirements.Marker;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.SpecifierSet;
import org.asaman.requirements.Version;
import org.asaman.wheel.BuildTag;
import org.asaman.wheel.Tag;
import org.asaman.wheel.WheelName;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Answers questions on versions, specifiers, markers, requirements and names: one JSON object a
/// line, so that the answers can be compared with those of Python's `packaging`.
final class Pep440Debug {
  private final JsonMapper json = new JsonMapper();

  /// Answers every line in its order.
  void run(BufferedReader questions, PrintWriter answers) throws IOException {
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println(answer(line));
      answers.flush();
    }
  }

  /// The answer to one question: `{"ok": …}`, or `{"error": "…"}`.
  String answer(String line) {
    ObjectNode answer = json.createObjectNode();
    try {
      answer.set("ok", result(json.readTree(line)));
    } catch (IllegalArgumentException | JacksonException e) {
      answer.put("error", String.valueOf(e.getMessage()));
    }
    return json.writeValueAsString(answer);
  }

  private JsonNode result(JsonNode question) {
    String op = text(question, "op");
    return switch (op) {
      case "version" -> json.valueToTree(Version.parse(text(question, "v")).toString());
      case "compare" -> json.valueToTree(compare(text(question, "a"), text(question, "b")));
      case "match" ->
          json.valueToTree(
              SpecifierSet.parse(text(question, "spec")).contains(text(question, "v")));
      case "pick" -> json.valueToTree(pick(question).orElse(null));
      case "spec" -> {
        SpecifierSet.parse(text(question, "s"));
        yield json.valueToTree(true);
      }
      case "marker" -> json.valueToTree(evaluate(question));
      case "requirement" -> requirement(Requirement.parse(text(question, "r")));
      case "name" -> json.valueToTree(ProjectName.normalise(text(question, "n")));
      case "wheel" -> wheel(WheelName.parse(text(question, "f")));
      default -> throw new IllegalArgumentException("unknown op '" + op + "'");
    };
  }

  private static String text(JsonNode question, String field) {
    JsonNode value = question.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException("the question has no text '" + field + "'");
    }
    return value.stringValue();
  }

  private static int compare(String a, String b) {
    return Integer.signum(Version.parse(a).compareTo(Version.parse(b)));
  }

  private static Optional<String> pick(JsonNode question) {
    List<String> versions = question.path("vs").valueStream().map(JsonNode::asString).toList();
    return SpecifierSet.parse(text(question, "spec")).pickSpelling(versions);
  }

  private static boolean evaluate(JsonNode question) {
    Map<String, String> environment = new HashMap<>();
    Map<String, Set<String>> sets = new HashMap<>();
    question
        .path("env")
        .forEachEntry((name, value) -> {
          if (value.isArray()) {
            Set<String> members = new HashSet<>();
            value.forEach(member -> members.add(member.asString()));
            sets.put(name, members);
          } else {
            environment.put(name, value.asString());
          }
        });
    return Marker.parse(text(question, "m")).evaluate(environment, sets);
  }

  private ObjectNode requirement(Requirement requirement) {
    ObjectNode out = json.createObjectNode();
    out.put("name", requirement.name().value());
    out.set("extras", json.valueToTree(requirement.extras()));
    out.put("specifier", requirement.specifier().toString());
    out.put("marker", requirement.marker().map(Marker::toString).orElse(null));
    out.put("url", requirement.url().orElse(null));
    return out;
  }

  private ObjectNode wheel(WheelName wheel) {
    ObjectNode out = json.createObjectNode();
    out.put("name", wheel.name().value());
    out.put("version", wheel.version().toString());
    out.put("build", wheel.build().map(BuildTag::toString).orElse(""));
    out.set("tags", json.valueToTree(wheel.tags().stream().map(Tag::toString).toList()));
    return out;
  }
}
