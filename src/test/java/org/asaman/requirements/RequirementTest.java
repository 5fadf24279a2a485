package org.asaman.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The details; that all is as in `packaging`, `Pep440DebugTest` judges.
class RequirementTest {

  @Test
  void isPinnedByAnEqualityWithoutWildcardThatMeetsTheRest() {
    assertThat(pin("a==1.0")).contains(Version.parse("1"));
    assertThat(pin("a===1.0")).contains(Version.parse("1"));
    assertThat(pin("a==1.0,==1.0.0")).contains(Version.parse("1"));
    assertThat(pin("a>=1,==1.5")).contains(Version.parse("1.5"));
    assertThat(pin("a==1.0,==1.0+x")).contains(Version.parse("1.0+x"));
    for (String unpinned : new String[] {"a", "a>=1", "a==1.*", "a==1,==2", "a~=1.0", "a===x"}) {
      assertThat(pin(unpinned)).as(unpinned).isEmpty();
    }
  }

  private static Optional<Version> pin(String requirement) {
    return Requirement.parse(requirement).specifier().pin();
  }

  @Test
  void appliesWhereItsMarkerHolds() {
    Requirement plain = Requirement.parse("a; os_name == 'posix'");
    assertThat(plain.appliesTo(Map.of("os_name", "posix"), Set.of())).isTrue();
    assertThat(plain.appliesTo(Map.of("os_name", "nt"), Set.of())).isFalse();
    Requirement extra = Requirement.parse("a; extra == 'Foo_Bar'");
    assertThat(extra.appliesTo(Map.of(), Set.of())).isFalse();
    assertThat(extra.appliesTo(Map.of(), Set.of("x", "foo.bar"))).isTrue();
  }

  @Test
  void namesTheVariableThatHasNoValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Marker.parse("os_name == 'nt'").evaluate(Map.of()))
        .withMessageContaining("os_name");
  }

  @Test
  void refusesWhatIsNested200TimesInsteadOfOverflowing() {
    String deep = "(".repeat(100_000) + "os_name == 'nt'" + ")".repeat(100_000);
    assertThatIllegalArgumentException().isThrownBy(() -> Marker.parse(deep));
  }

  @Test
  void saysWhereAMistakeIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requirement.parse("foo=1.0"))
        .withMessage("'foo=1.0': expected '==' rather than '=' at '=1.0'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpecifierSet.parse("=1.0"))
        .withMessage("'=1.0' is not a version specifier (PEP 440); did you mean '=='?");
  }

  @Test
  void refusesNamesThatCouldBePaths() {
    for (String name : new String[] {"", "..", "a/b", "-a", "a\n", "a b", "../../a", "\u00e4"}) {
      assertThatIllegalArgumentException().as(name).isThrownBy(() -> ProjectName.of(name));
    }
  }
}
