package org.asaman.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.archive.Limits;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Wheels of the common build backends, made by `real/make.sh`.
class RealWheelTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"setuptools", "flit", "hatchling", "poetry", "pdm", "uv"})
  void takesTheWheelsOfTheCommonBackends(String backend) throws Exception {
    try (Wheel wheel = Wheel.open(made(backend), Limits.DEFAULT)) {
      assertThat(wheel.name().name()).isEqualTo(ProjectName.of("by-" + backend));
      assertThat(wheel.metadata().version()).isEqualTo(Version.parse("1.0"));
      assertThat(wheel.metadata().requiresPython()).contains(">=3.9");
      assertThat(wheel.metadata().requiresDist()).singleElement().asString().startsWith("six");
      assertThat(wheel.wheelFile().generator()).isPresent();
      assertThat(wheel.isPure()).isTrue();
      assertThat(wheel.remarks()).isEmpty();

      CanonicalWheel canonical = CanonicalWheel.write(wheel, folder.resolve("out"), 1309379017);

      assertThat(canonical.changes()).extracting(Change::id).contains("times");
      assertThat(Python.run(Resources.text("upload_rules.py"), new byte[0], canonical.file()))
          .isEmpty();
    }
  }

  private Path made(String backend) throws IOException {
    String name = "by_" + backend + "-1.0-py3-none-any.whl";
    return Files.write(folder.resolve(name), Resources.bytes("real/" + name));
  }
}
