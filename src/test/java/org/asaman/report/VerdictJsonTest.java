package org.asaman.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.asaman.verify.Verdict;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VerdictJsonTest {
  private static final List<Verdict> SAMPLE = SampleVerdicts.all();

  @Test
  void theDocumentNamesItsFormAndTheProgram() {
    JsonNode document = read(SAMPLE);
    assertThat(document.propertyNames()).containsExactly("schema", "program", "wheels");
    assertThat(document.path("schema").asString()).isEqualTo("asaman/verify/1");
    assertThat(document.path("program").asString()).isEqualTo("asaman 1.0.0");
    assertThat(document.path("wheels").size()).isEqualTo(SAMPLE.size());
  }

  @Test
  void aDifferentWheelHasItsRebuildsAndCauses() {
    JsonNode wheel = wheel("hypothesis");
    assertThat(wheel.propertyNames())
        .containsExactly(
            "name",
            "version",
            "filename",
            "sha256",
            "verdict",
            "rebuilds",
            "causes",
            "naked-tried",
            "naked",
            "notes",
            "seconds");
    assertThat(wheel.path("verdict").asString()).isEqualTo("different");
    assertThat(wheel.path("seconds").asDouble()).isEqualTo(143.2);
    assertThat(wheel.path("rebuilds").path(0).propertyNames())
        .containsExactly("variation", "sha256");
    JsonNode cause = wheel.path("causes").path(0);
    assertThat(cause.propertyNames())
        .containsExactly("cause", "variations", "members", "detail", "hint", "differences");
    assertThat(cause.path("cause").asString()).isEqualTo("hash-seed");
    assertThat(cause.path("differences").path(0).propertyNames())
        .containsExactly("member", "kind", "place", "left", "right", "lines");
    assertThat(wheel.path("naked").size()).isEqualTo(3);
  }

  @Test
  void anUnbuildableWheelSaysWhyAndHasEmptyLists() {
    JsonNode wheel = wheel("orjson");
    assertThat(wheel.path("problem").path(1).asString()).contains("can't find Rust compiler");
    assertThat(wheel.path("rebuilds").isArray()).isTrue();
    assertThat(wheel.path("rebuilds").isEmpty()).isTrue();
    assertThat(wheel.path("naked").isArray()).isTrue();
    assertThat(wheel.path("naked").isEmpty()).isTrue();
  }

  @Test
  void hostileTextsComeBackAsTheyWere() {
    JsonNode wheels = read(HostileVerdicts.all()).path("wheels");
    assertThat(wheels.path(8).path("name").asString()).isEqualTo(HostileVerdicts.TEXTS.get(8));
  }

  private static JsonNode wheel(String name) {
    return read(SAMPLE)
        .path("wheels")
        .valueStream()
        .filter(wheel -> wheel.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode read(List<Verdict> verdicts) {
    String text = VerdictJson.of("asaman 1.0.0", verdicts);
    assertThat(text).endsWith("}\n");
    return JsonMapper.shared().readTree(text);
  }
}
