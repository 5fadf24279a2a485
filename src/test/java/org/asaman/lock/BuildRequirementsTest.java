package org.asaman.lock;

import static org.asaman.lock.LockFixture.requirements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BuildRequirementsTest {
  private static final String HASH = " --hash=sha256:" + "0a".repeat(32);
  private static final Map<String, String> MARKERS = LockFixture.PYTHON.markers();
  private final BuildRequirements built =
      new BuildRequirements(
          requirements("Setup-Tools[Core_x]>=61"),
          List.of(
              BuildPin.parse("wheel==0.42" + HASH), BuildPin.parse("setup.tools==69.0rc1" + HASH)),
          Optional.empty(),
          new TreeSet<>());

  private boolean satisfies(String... more) {
    return built.satisfy(requirements(more), MARKERS);
  }

  @Test
  void whatIsPinnedIsThere() {
    assertThat(satisfies()).isTrue();
    assertThat(satisfies("wheel", "SETUP_tools>=60", "wheel==0.42.0")).isTrue();
  }

  @Test
  void otherNamesVersionsAddressesAndExtrasAreNot() {
    assertThat(satisfies("wheel", "numpy")).isFalse();
    assertThat(satisfies("wheel>=0.43")).isFalse();
    assertThat(satisfies("wheel @ https://example.invalid/wheel.whl")).isFalse();
    assertThat(satisfies("wheel[test]")).isFalse();
  }

  @Test
  void anExtraIsThereIfItWasAskedForItself() {
    assertThat(satisfies("setup-tools[core.X]")).isTrue();
    assertThat(satisfies("setup-tools[core-x,other]")).isFalse();
  }

  @Test
  void whatDoesNotApplyIsNotWanted() {
    assertThat(satisfies("numpy; python_version < '3'", "numpy; extra == 'x'")).isTrue();
    assertThat(satisfies("numpy; python_version > '3'")).isFalse();
  }

  @Test
  void pinsAreSortedAndReadAsTheyAreWritten() {
    assertThat(built.pins())
        .extracting(pin -> pin.name().value())
        .containsExactly("setup-tools", "wheel");
    assertThat(built.pins().getFirst()).hasToString("setup-tools==69.0rc1" + HASH);
    assertThatThrownBy(() -> BuildPin.parse("wheel==1")).hasMessageContaining("has no hash");
    assertThatThrownBy(() -> BuildPin.parse("wheel>=1" + HASH))
        .hasMessageContaining("not a pinned");
  }
}
