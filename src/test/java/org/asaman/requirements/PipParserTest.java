package org.asaman.requirements;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every row of the table that `pip_requirements_oracle.py` made with pip's own parser.
class PipParserTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  record Row(JsonNode json) {
    @Override
    public String toString() {
      return json.get("shown") + " " + json.get("environment");
    }
  }

  static Stream<Row> rows() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(PipParserTest.class.getResourceAsStream("pip.jsonl")),
                UTF_8))) {
      List<Row> rows = in.lines().map(line -> new Row(JSON.readTree(line))).toList();
      assertThat(rows).hasSizeGreaterThan(200);
      return rows.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsAsPipDoesOrRefusesOnPurpose(Row row) throws IOException {
    for (Map.Entry<String, JsonNode> file : row.json().get("files").properties()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, Base64.getDecoder().decode(file.getValue().asString()));
    }
    Map<String, String> environment = new HashMap<>();
    row.json().get("environment").forEachEntry((k, v) -> environment.put(k, v.asString()));
    RequirementsReader reader = new RequirementsReader(environment, folder);
    Path file = folder.resolve("r.txt");
    JsonNode expected = row.json().get("pip");

    if (!row.json().get("stricter").asString().isEmpty() || expected.has("error")) {
      assertThatExceptionOfType(AsamanException.class).isThrownBy(() -> reader.read(file));
    } else {
      assertThat(described(reader.read(file))).isEqualTo(constraintsLast(expected.get("ok")));
    }
  }

  /// pip gives requirements and constraints in one list, we in two.
  private static JsonNode constraintsLast(JsonNode read) {
    List<JsonNode> lines =
        read.get("lines")
            .valueStream()
            .sorted(Comparator.comparing(line -> line.get("constraint").asBoolean()))
            .toList();
    return ((ObjectNode) read).set("lines", JSON.createArrayNode().addAll(lines));
  }

  private ObjectNode described(RequirementsFile file) {
    ObjectNode out = JSON.createObjectNode();
    ArrayNode lines = out.putArray("lines");
    Stream.of(file.lines().stream(), file.constraints().stream())
        .flatMap(s -> s)
        .forEach(line -> lines.add(described(line, file.constraints().contains(line))));
    GlobalOptions options = file.options();
    List<String> indexes = new ArrayList<>();
    if (!options.noIndex()) {
      indexes.add(options.indexUrl().orElse("CONFIGURED"));
    }
    indexes.addAll(options.extraIndexUrls());
    ObjectNode global = out.putObject("options");
    texts(global.putArray("indexes"), indexes);
    global.put("noIndex", options.noIndex());
    texts(
        global.putArray("findLinks"),
        options.findLinks().stream().map(f -> f.replace(folder + "/", "")).toList());
    texts(global.putArray("noBinary"), options.binaries().first());
    texts(global.putArray("onlyBinary"), options.binaries().second());
    texts(global.putArray("allReleases"), options.releases().first());
    texts(global.putArray("onlyFinal"), options.releases().second());
    global.put("preferBinary", options.preferBinary());
    global.put("requireHashes", options.requireHashes());
    texts(global.putArray("trustedHosts"), options.trustedHosts());
    return out;
  }

  private ObjectNode described(RequirementLine line, boolean constraint) {
    Target target = line.target();
    ObjectNode out = JSON.createObjectNode();
    out.put("file", folder.relativize(Path.of(line.origin().file()).normalize()).toString());
    out.put("line", line.origin().line());
    out.put("constraint", constraint);
    out.put("name", target.name().map(ProjectName::value).orElse(null));
    texts(out.putArray("extras"), target.extras());
    out.put(
        "specifier", target instanceof Target.Named(Requirement r) ? r.specifier().toString() : "");
    out.put("marker", target.marker().map(Marker::toString).orElse(null));
    out.put(
        "place",
        switch (target) {
          case Target.Named _ -> null;
          case Target.Url url -> url.uri().toString();
          case Target.ArchivePath archive -> folder.relativize(archive.path()).toString();
        });
    texts(out.putArray("hashes"), line.hashes().stream().map(Hash::toString).sorted().toList());
    ObjectNode settings = out.putObject("settings");
    line.configSettings().forEach((key, values) -> texts(settings.putArray(key), values));
    return out;
  }

  private static void texts(ArrayNode array, Collection<String> texts) {
    texts.forEach(array::add);
  }
}
