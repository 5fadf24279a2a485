package org.asaman.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogExplanationTest {
  @Test
  void aKnownCauseIsShownWithWhatToDo() {
    LogExplanation explanation =
        LogExplanation.of("gcc -c x.c\nx.c:1:10: fatal error: zlib.h: No such file or directory\n");
    assertThat(explanation.lines()).last().asString().contains("zlib.h");
    assertThat(explanation.hint())
        .isEqualTo("install the development package that has the header zlib.h");
  }

  @Test
  void linesWithoutEndAreCutBeforeTheyAreLookedAt() {
    LogExplanation explanation = LogExplanation.of("cargo".repeat(10_000_000));
    assertThat(explanation.lines()).singleElement().asString().hasSize(1000);
    assertThat(explanation.hint()).isEmpty();
  }
}
