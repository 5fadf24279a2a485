package org.asaman.crates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.asaman.problem.AsamanException;
import org.asaman.problem.Wording;
import org.junit.jupiter.api.Test;

class CargoLockTest {
  private static final String HASH = "ab".repeat(32);

  @Test
  void cratesOfARegistryAreReadAndThoseOfTheSourceItselfAreNot() {
    String text =
        """
        version = 4

        [[package]]
        name = "own"
        version = "0.1.0"
        dependencies = ["itoa"]

        [[package]]
        name = "itoa"
        version = "1.0.1"
        source = "registry+https://registry.invalid/index"
        checksum = "%s"
        """
            .formatted(HASH);

    assertThat(CargoLock.read("Cargo.lock", text))
        .containsExactly(new Crate("itoa", "1.0.1", HASH));
  }

  @Test
  void checksumsOfTheFirstFormatStandInATableOfTheirOwn() {
    String text =
        """
        [[package]]
        name = "itoa"
        version = "1.0.1"
        source = "registry+https://registry.invalid/index"

        [metadata]
        "checksum itoa 1.0.1 (registry+https://registry.invalid/index)" = "%s"
        """
            .formatted(HASH);

    assertThat(CargoLock.read("Cargo.lock", text))
        .containsExactly(new Crate("itoa", "1.0.1", HASH));
  }

  @Test
  void aCrateOutOfGitIsRefusedWithItsPlace() {
    assertRefused(
        """
        [[package]]
        name = "fork"
        version = "1.0.0"
        source = "git+https://host.invalid/fork#0123"
        """,
        "p.tar.gz: Cargo.lock:4",
        "the crate fork comes from a git repository");
  }

  @Test
  void aCrateWithoutAChecksumIsRefused() {
    assertRefused(
        """
        [[package]]
        name = "itoa"
        version = "1.0.1"
        source = "registry+https://registry.invalid/index"
        """,
        "the crate itoa 1.0.1 has no checksum");
  }

  @Test
  void aNameThatIsAPathIsRefused() {
    assertRefused(
        """
        [[package]]
        name = "../up"
        version = "1.0.1"
        source = "registry+https://registry.invalid/index"
        checksum = "%s"
        """
            .formatted(HASH),
        "'../up' is not the name of a crate");
  }

  private static void assertRefused(String text, String... words) {
    assertThatThrownBy(() -> CargoLock.read("p.tar.gz: Cargo.lock", text))
        .isInstanceOfSatisfying(
            AsamanException.class, e -> assertThat(Wording.oneLine(e.problem())).contains(words));
  }
}
