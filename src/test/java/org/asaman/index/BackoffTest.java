package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  @Test
  void doublesWithJitterDownToTheHalf() {
    assertThat(backoff.after(0, Optional.empty(), 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.after(3, Optional.empty(), 1)).isEqualTo(Duration.ofMillis(800));
    assertThat(backoff.after(3, Optional.empty(), 0)).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void waitsAsLongAsTheServerAsksButNotForEver() {
    assertThat(backoff.after(0, Optional.of(Duration.ofSeconds(7)), 0))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(backoff.after(0, Optional.of(Duration.ofHours(7)), 0))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(backoff.after(63, Optional.empty(), 1)).isEqualTo(Duration.ofSeconds(10));
  }
}
