package org.asaman.crates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.asaman.toml.Table;
import org.junit.jupiter.api.Test;

class CargoConfigurationTest {
  @Test
  void flagsStandWhereCargoAddsThemToThoseOfTheSource() {
    assertThat(text("")).contains("[build]\nrustflags = [\"-C\", \"x\"]");
    assertThat(text("[build]\nrustflags = ['-C', 'y']")).contains("[build]\n");
    assertThat(text("[target.'cfg(unix)']\nrustflags = ['-C', 'y']"))
        .contains("[target.'cfg(all())']\nrustflags");
  }

  @Test
  void aSourceThatBringsItsCratesAlongIsKnownByItsConfiguration() {
    assertThat(configuration("[source.crates-io]\nreplace-with = 'mine'").vendors()).isTrue();
    assertThat(configuration("[source.mine]\ndirectory = 'vendor'").vendors()).isFalse();
  }

  @Test
  void codeForTheBuildersOwnProcessorIsSeen() {
    assertThat(
            configuration(
                    "[target.x86_64-unknown-linux-gnu]\nrustflags = ['-C', 'target-cpu=native']")
                .isForOwnProcessor())
        .isTrue();
    assertThat(configuration("[build]\nrustflags = ['-Ctarget-cpu=haswell']").isForOwnProcessor())
        .isFalse();
  }

  private static String text(String own) {
    byte[] text = configuration(own).text(Optional.of("crates"), List.of("-C", "x"));
    assertThat(Table.parse("", new String(text, UTF_8), "").table("source").keys())
        .containsExactly("crates-io", "asaman");
    return new String(text, UTF_8);
  }

  private static CargoConfiguration configuration(String own) {
    return new CargoConfiguration(List.of(Table.parse("config.toml", own, "")));
  }
}
