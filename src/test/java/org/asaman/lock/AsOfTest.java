package org.asaman.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.asaman.lock.AsOf.Reason;
import org.asaman.lock.AsOf.UploadTimes;
import org.asaman.python.Interpreter;
import org.junit.jupiter.api.Test;

class AsOfTest {
  private static final Instant OLD = Instant.parse("2015-05-05T05:05:05Z");
  private static final Instant RECENT = Instant.parse("2024-03-04T05:06:07.89Z");
  private static final Instant NEWEST = Instant.parse("2025-01-01T00:00:00Z");

  private static List<AsOf> choices(Instant uploaded, Instant newest, String minor) {
    UploadTimes times = new UploadTimes(Optional.ofNullable(uploaded), Optional.ofNullable(newest));
    return AsOf.choices(times, python(minor), LockFixture.NOW);
  }

  private static Interpreter python(String minor) {
    Interpreter p = LockFixture.PYTHON;
    TreeMap<String, String> markers = new TreeMap<>(p.markers());
    markers.put("python_version", minor);
    return new Interpreter(
        p.executable(),
        p.binary(),
        p.prefix(),
        p.basePrefix(),
        p.execPrefix(),
        p.standardLibrary(),
        p.sitePackages(),
        p.platform(),
        p.libc(),
        p.libraries(),
        p.variables(),
        markers,
        p.fingerprint(),
        p.site());
  }

  @Test
  void thePackagesOwnUploadTimeIsTheFirstChoice() {
    assertThat(choices(RECENT, RECENT, "3.11"))
        .containsExactly(new AsOf(RECENT, Reason.UPLOAD_TIME));
  }

  @Test
  void theNewestOfTheFileIsTheSecond() {
    assertThat(choices(RECENT, NEWEST, "3.11"))
        .containsExactly(
            new AsOf(RECENT, Reason.UPLOAD_TIME), new AsOf(NEWEST, Reason.NEWEST_IN_FILE));
  }

  @Test
  void nothingIsResolvedAsOfATimeBeforeTheInterpreter() {
    assertThat(choices(OLD, RECENT, "3.11"))
        .containsExactly(
            new AsOf(Instant.parse("2022-10-25T00:00:00Z"), Reason.INTERPRETER_RELEASE),
            new AsOf(RECENT, Reason.NEWEST_IN_FILE));
    assertThat(choices(OLD, null, "3.8").getFirst().instant()).isEqualTo("2019-10-15T00:00:00Z");
  }

  @Test
  void aVersionThatIsNotYetKnownSetsNoBound() {
    assertThat(choices(OLD, null, "3.99")).containsExactly(new AsOf(OLD, Reason.UPLOAD_TIME));
  }

  @Test
  void withoutAnUploadTimeItIsTheBeginningOfToday() {
    assertThat(choices(null, NEWEST, "3.11"))
        .containsExactly(new AsOf(Instant.parse("2030-06-15T00:00:00Z"), Reason.TODAY));
  }

  @Test
  void theUserNamesADateOrATime() {
    assertThat(AsOf.parse("2024-01-31"))
        .isEqualTo(new AsOf(Instant.parse("2024-01-31T00:00:00Z"), Reason.ASKED));
    assertThat(AsOf.parse("2024-01-31T12:00:00+02:00").instant()).isEqualTo("2024-01-31T10:00:00Z");
    for (String wrong : List.of("", "yesterday", "2024-13-01", "2024-01-31T12:00:00", "20240131")) {
      assertThatThrownBy(() -> AsOf.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + wrong + "' is neither a date");
    }
  }
}
