package org.asaman.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import tools.jackson.databind.JsonNode;

/// The inputs of a build, as the record beside its wheel names them.
public final class RecordInputs {
  private static final String SCHEMA = "asaman/build-record/1";
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_DIFFERENCES = 1000;

  /// By kind and name; what there may be several of is in one text, sorted.
  private final Map<Input, SortedMap<String, String>> inputs = new TreeMap<>();

  private final String file;

  private RecordInputs(String file) {
    this.file = file;
  }

  /// The inputs in which two build records differ, sorted by kind and name.
  public static List<InputDifference> between(Path left, Path right) {
    return between(left.toString(), read(left), right.toString(), read(right));
  }

  /// The inputs in which two build records differ; the names are for messages.
  public static List<InputDifference> between(
      String leftName, byte[] left, String rightName, byte[] right) {
    RecordInputs leftInputs = parse(leftName, left);
    RecordInputs rightInputs = parse(rightName, right);
    List<InputDifference> differences = new ArrayList<>();
    for (Input input : Input.values()) {
      SortedMap<String, String> leftOnes = leftInputs.of(input);
      SortedMap<String, String> rightOnes = rightInputs.of(input);
      Set<String> names = new TreeSet<>(leftOnes.keySet());
      names.addAll(rightOnes.keySet());
      for (String name : names) {
        String leftText = leftOnes.getOrDefault(name, "");
        String rightText = rightOnes.getOrDefault(name, "");
        if (!leftText.equals(rightText) && differences.size() < MOST_DIFFERENCES) {
          Shown shown = Shown.of(leftText, rightText);
          differences.add(
              new InputDifference(input, Shown.text(name), shown.left(), shown.right()));
        }
      }
    }
    return differences;
  }

  private static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(file.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
    }
  }

  private SortedMap<String, String> of(Input input) {
    return inputs.getOrDefault(input, Collections.emptySortedMap());
  }

  private static RecordInputs parse(String file, byte[] content) {
    RecordInputs record = new RecordInputs(file);
    JsonNode root;
    try {
      root = JsonFields.read(content);
    } catch (Unreadable e) {
      throw record.malformed(String.valueOf(e.getMessage()));
    }
    if (!root.path("schema").asString("").equals(SCHEMA)) {
      throw record.malformed("its schema is not " + SCHEMA);
    }
    record.interpreter(root);
    record.toolchain(root);
    record.root(root);
    record.buildRequirements(root);
    record.source(root);
    record.crates(root);
    record.repair(root);
    return record;
  }

  private void interpreter(JsonNode root) {
    JsonNode interpreter = object(root, "interpreter");
    interpreter
        .properties()
        .forEach(field -> put(Input.INTERPRETER, field.getKey(), text(field.getValue())));
  }

  /// Lines such as `cc: …`; a tool may have several, a package has one of its own.
  private void toolchain(JsonNode root) {
    for (JsonNode line : array(root, "toolchain")) {
      String text = text(line);
      int colon = text.indexOf(": ");
      String tool = colon < 0 ? text : text.substring(0, colon);
      String said = colon < 0 ? "" : text.substring(colon + 2).strip();
      if (tool.equals("packages")) {
        String[] words = said.split(" ", 2);
        put(Input.SYSTEM_PACKAGE, words[0], words.length > 1 ? words[1] : words[0]);
      } else {
        put(Input.TOOLCHAIN, tool, said);
      }
    }
  }

  /// A root stands for the toolchain; its packages are told, as the host's own are.
  private void root(JsonNode record) {
    JsonNode root = object(record, "root");
    if (root.has("digest")) {
      put(Input.TOOLCHAIN, "root", text(root.path("digest")));
    }
    for (JsonNode line : array(root, "packages")) {
      String[] words = text(line).split(" ", 2);
      put(Input.SYSTEM_PACKAGE, words[0], words.length > 1 ? words[1] : words[0]);
    }
  }

  private void buildRequirements(JsonNode root) {
    for (JsonNode pin : array(object(root, "build-requirements"), "packages")) {
      List<String> words = new ArrayList<>();
      for (String field : Arrays.asList("version", "installed", "sha256")) {
        if (pin.has(field)) {
          words.add(text(pin.get(field)));
        }
      }
      put(Input.BUILD_REQUIREMENT, text(pin.path("name")), String.join(" ", words));
    }
  }

  private void source(JsonNode root) {
    put(Input.SOURCE, "sdist", text(object(root, "sdist").path("sha256")));
    object(root, "build-system")
        .properties()
        .forEach(field -> {
          if (field.getValue().isObject()) {
            field
                .getValue()
                .properties()
                .forEach(setting ->
                    put(
                        Input.SOURCE,
                        field.getKey() + " " + setting.getKey(),
                        text(setting.getValue())));
          } else {
            put(Input.SOURCE, field.getKey(), text(field.getValue()));
          }
        });
    if (root.has("network")) {
      put(Input.SOURCE, "network", text(root.path("network")));
    }
    if (root.has("source-date-epoch")) {
      put(Input.SOURCE, "source-date-epoch", text(root.path("source-date-epoch")));
    }
    object(root, "environment")
        .properties()
        .forEach(variable ->
            put(Input.SOURCE, "environment " + variable.getKey(), text(variable.getValue())));
  }

  private void crates(JsonNode root) {
    for (JsonNode crate : array(object(root, "crates"), "locked")) {
      String[] words = text(crate).split(" ", 2);
      put(Input.BUILD_REQUIREMENT, "crate " + words[0], words.length > 1 ? words[1] : words[0]);
    }
  }

  /// What repaired the wheel, and the libraries of the system that it got.
  private void repair(JsonNode root) {
    JsonNode repair = object(root, "repair");
    for (JsonNode tool : array(repair, "tools")) {
      put(
          Input.TOOLCHAIN,
          text(tool.path("name")),
          text(tool.path("version")) + " " + text(tool.path("sha256")));
    }
    for (JsonNode graft : array(repair, "grafted")) {
      JsonNode owner = object(graft, "package");
      put(
          Input.SYSTEM_PACKAGE,
          owner.has("name") ? text(owner.path("name")) : text(graft.path("path")),
          (text(owner.path("version")) + " " + text(graft.path("sha256"))).strip());
    }
    for (String field : Arrays.asList("asked", "strip")) {
      if (repair.has(field)) {
        put(Input.SOURCE, "repair " + field, text(repair.path(field)));
      }
    }
  }

  private void put(Input input, String name, String value) {
    inputs
        .computeIfAbsent(input, _ -> new TreeMap<>())
        .merge(name, value, (one, other) -> one + "; " + other);
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "" : node.isString() ? node.stringValue() : node.toString();
  }

  private JsonNode object(JsonNode parent, String field) {
    JsonNode node = parent.path(field);
    if (!node.isMissingNode() && !node.isObject()) {
      throw malformed(field + " is no object");
    }
    return node;
  }

  private JsonNode array(JsonNode parent, String field) {
    JsonNode node = parent.path(field);
    if (!node.isMissingNode() && !node.isArray()) {
      throw malformed(field + " is no array");
    }
    return node;
  }

  private AsamanException malformed(String what) {
    return new AsamanException(
        new Problem.BadFile(
            file,
            "is not a build record: " + what,
            "it is the file that asaman writes beside a wheel"));
  }
}
