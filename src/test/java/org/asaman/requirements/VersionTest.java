package org.asaman.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/// The details; that all is as in `packaging`, `Pep440DebugTest` judges.
class VersionTest {

  @Test
  void equalVersionsHaveEqualHashes() {
    for (String same : new String[] {"1.0.0", "v1", "1.0.0.0", "0!1"}) {
      assertThat(Version.parse(same))
          .isEqualTo(Version.parse("1"))
          .hasSameHashCodeAs(Version.parse("1"));
    }
    assertThat(Version.parse("1+A.01")).hasSameHashCodeAs(Version.parse("1.0+a-1"));
  }

  @Test
  void aPrefixIsNotTheVersion() {
    assertThat(Version.parse("1.1")).isNotEqualTo(Version.parse("1.10"));
    assertThat(Version.parse("1.0")).isNotEqualTo(Version.parse("1.0.post1"));
    assertThat(Version.parse("1.0")).isNotEqualTo(Version.parse("1.0+local"));
  }

  @Test
  void knowsItsParts() {
    Version version = Version.parse("1!2.3rc4.post5.dev6+Ubuntu_1");
    assertThat(version.release()).hasToString("[2, 3]");
    assertThat(version.local()).contains("ubuntu.1");
    assertThat(version.base()).hasToString("1!2.3");
    assertThat(version.withoutLocal()).hasToString("1!2.3rc4.post5.dev6");
    assertThat(version.isPrerelease()).isTrue();
    assertThat(version.isPostrelease()).isTrue();
    assertThat(version.isDevrelease()).isTrue();
  }

  @Test
  void readsVeryLongTextsWithoutOverflowing() {
    String many = "1" + ".1".repeat(100_000);
    assertThat(Version.parse(many).release()).hasSize(100_001);
    assertThat(Version.parse("1+a" + ".b".repeat(100_000)).local()).isPresent();
    assertThatIllegalArgumentException().isThrownBy(() -> Version.parse("1".repeat(5000)));
    assertThatIllegalArgumentException().isThrownBy(() -> Version.parse(many + "!"));
  }
}
