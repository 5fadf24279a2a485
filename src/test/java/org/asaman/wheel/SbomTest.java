package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.asaman.wheel.WheelBuilder.INFO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.asaman.archive.Limits;
import org.asaman.archive.ZipMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SbomTest {
  private static final long EPOCH = 1309379017;
  private static final String FILE = INFO + "sboms/demo.cyclonedx.json";

  /// As maturin writes one: with a random number, the time and the folder of the build.
  private static String cycloneDx(String serial, String time, String folder) {
    return """
    {
      "bomFormat": "CycloneDX",
      "specVersion": "1.5",
      "version": 1,
      "serialNumber": "urn:uuid:SERIAL",
      "metadata": {
        "timestamp": "TIME",
        "component": {"type": "library", "bom-ref": "path+file://FOLDER#demo@1.0", "name": "demo"}
      },
      "components": [
        {"bom-ref": "registry+https://example.org/index#b@1", "name": "b"},
        {"bom-ref": "path+file://FOLDER/crates/a#1.0 bin-target-0", "name": "a"}
      ],
      "dependencies": [
        {"ref": "path+file://FOLDER#demo@1.0",
         "dependsOn": ["registry+https://example.org/index#b@1", "path+file://FOLDER/crates/a#1.0 bin-target-0"]}
      ]
    }
    """
        .replace("SERIAL", serial)
        .replace("TIME", time)
        .replace("FOLDER", folder);
  }

  private static final String ONE =
      cycloneDx(
          "971a9884-3899-4c2c-9b68-41cf6dbebffc", "2026-11-27T07:06:53.97Z", "/tmp/pip-x/demo");

  private static Sbom canonical(String text) {
    return Sbom.canonical(text.getBytes(UTF_8), EPOCH).orElseThrow();
  }

  private static String text(String text) {
    return canonical(text).text();
  }

  @Test
  void twoBuildsOfOneSourceHaveTheSame() {
    String other =
        cycloneDx("00000000-3899-4c2c-9b68-41cf6dbebff0", "2027-01-01T00:00:00Z", "/home/me/src");
    assertThat(text(ONE)).isEqualTo(text(other));
    assertThat(canonical(ONE).how())
        .containsExactly(
            "its time", "paths of the build", "its serial number", "order and white space");
  }

  @Test
  void itsReferencesStillFitEachOther() {
    assertThat(text(ONE))
        .contains("\"timestamp\":\"2011-06-29T20:23:37Z\"")
        .contains("\"bom-ref\":\"path+file:.#demo@1.0\"")
        .contains("\"ref\":\"path+file:.#demo@1.0\"")
        .contains(
            "\"dependsOn\":[\"path+file:crates/a#1.0 bin-target-0\","
                + "\"registry+https://example.org/index#b@1\"]")
        .doesNotContain("/tmp");
  }

  @Test
  void otherContentHasAnotherNumber() {
    String serial = text(ONE).replaceAll(".*\"serialNumber\":\"([^\"]*)\".*\n", "$1");
    String other =
        text(ONE.replace("\"b\"", "\"c\"")).replaceAll(".*\"serialNumber\":\"([^\"]*)\".*\n", "$1");
    assertThat(serial)
        .matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(other).isNotEqualTo(serial);
  }

  @Test
  void whatIsCanonicalIsNotChanged() {
    assertThat(canonical(text(ONE)).how()).isEmpty();
    String odd = ONE.replace("/tmp/pip-x/demo/crates", "/file:///x//file:///");
    assertThat(text(text(odd))).isEqualTo(text(odd));
  }

  @Test
  void spdxIsMadeCanonicalToo() {
    String spdx =
        """
        {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT",
         "documentNamespace": "https://example.org/demo-971a9884-3899-4c2c-9b68-41cf6dbebffc",
         "creationInfo": {"created": "2026-11-27T07:06:53Z", "creators": ["Tool: z", "Tool: a"]},
         "packages": [{"name": "b"}, {"name": "a"}]}
        """;
    String other =
        spdx.replace("971a9884", "00000000")
            .replace("2026-11-27", "2027-11-27")
            .replace(
                "{\"name\": \"b\"}, {\"name\": \"a\"}", "{\"name\": \"a\"}, {\"name\": \"b\"}");
    assertThat(text(spdx))
        .isEqualTo(text(other))
        .contains("\"creators\":[\"Tool: z\",\"Tool: a\"]")
        .contains("\"created\":\"2011-06-29T20:23:37Z\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{\"bomFormat\": \"Other\"}",
        "{\"bomFormat\": \"CycloneDX\", \"bomFormat\": \"CycloneDX\"}",
        "{\"bomFormat\": \"CycloneDX\"} {}",
        "{\"bomFormat\": \"CycloneDX\", \"name\": \"\\ud800\"}"
      })
  void whatIsNoKnownSbomStays(String text) {
    assertThat(Sbom.canonical(text.getBytes(UTF_8), EPOCH)).isEqualTo(Optional.empty());
  }

  @Test
  void whatIsNestedWithoutEndStays() {
    String deep = "{\"bomFormat\": \"CycloneDX\", \"x\": " + "[".repeat(100_000);
    assertThat(Sbom.canonical(deep.getBytes(UTF_8), EPOCH)).isEmpty();
    assertThat(Sbom.canonical(new byte[] {(byte) 0xff}, EPOCH)).isEmpty();
  }

  @Test
  void aWheelIsWrittenWithItAndSaysSo(@TempDir Path folder) throws IOException {
    CanonicalWheel wheel = write(new WheelBuilder().file(FILE, ONE).in(folder), folder, "one");
    CanonicalWheel again = write(wheel.file(), folder, "two");

    assertThat(again.digest()).isEqualTo(wheel.digest());
    assertThat(again.changes()).isEmpty();
    assertThat(wheel.changes())
        .contains(
            new Change.SbomRewritten(FILE, canonical(ONE).how()),
            new Change.RecordRewritten(
                java.util.List.of("lines sorted", "hashes of rewritten files")));
    try (Wheel written = Wheel.open(wheel.file(), Limits.DEFAULT)) {
      ZipMember member =
          written.members().stream().filter(m -> m.name().equals(FILE)).findFirst().orElseThrow();
      try (InputStream in = written.read(member)) {
        assertThat(in.readAllBytes()).isEqualTo(canonical(ONE).content());
      }
    }
    assertThat(Files.exists(wheel.file())).isTrue();
  }

  private static CanonicalWheel write(Path wheel, Path folder, String out) {
    try (Wheel in = Wheel.open(wheel, Limits.DEFAULT)) {
      return CanonicalWheel.write(in, folder.resolve(out), EPOCH);
    }
  }
}
