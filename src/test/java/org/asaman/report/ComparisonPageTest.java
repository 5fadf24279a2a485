package org.asaman.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.asaman.compare.Comparison;
import org.asaman.compare.Grade;
import org.asaman.compare.Input;
import org.asaman.compare.InputDifference;
import org.asaman.store.Digest;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {

  @Test
  void showsInputsBeforeDifferencesByMember() {
    Document page = Jsoup.parse(sample());
    assertThat(page.title()).isEqualTo("Two files: different");
    assertThat(page.select("h2").eachText()).containsExactly("Different", "Inputs", "Differences");
    assertThat(page.select(".inputs tbody tr").eachText())
        .containsExactly(
            "build-requirement setuptools 70.1.0 69.5.1",
            "toolchain gcc 13.2.0 12.2.0",
            "source CFLAGS nothing -O3 -march=native");
    assertThat(page.select("h3.member").eachText())
        .startsWith("the archive itself", "markupsafe/_generated.py");
    assertThat(page.select(".lines .minus").eachText()).contains("- 2024-05-01 10:00:00");
  }

  @Test
  void thePageEqualsItself() {
    assertThat(sample()).isEqualTo(sample());
  }

  @Test
  void identicalFilesHaveNoPartForDifferences() {
    Digest digest = Digest.ofUtf8("wheel");
    Document page =
        Jsoup.parse(
            ComparisonPage.of(
                "asaman 1.0.0",
                new Comparison("a.whl", "b.whl", digest, digest, Grade.IDENTICAL, List.of()),
                List.of()));
    assertThat(page.select("h2").eachText()).containsExactly("Identical");
    assertThat(page.text()).contains("Both files are the same, byte for byte.", digest.hash());
  }

  @Test
  void hostileTextsNeverBecomeMarkup() {
    for (String text : HostileVerdicts.TEXTS) {
      Document page =
          Jsoup.parse(
              ComparisonPage.of(
                  text,
                  new Comparison(
                      text,
                      text,
                      Digest.ofUtf8("left"),
                      Digest.ofUtf8("right"),
                      Grade.METADATA_ONLY,
                      List.of(HostileVerdicts.difference(text))),
                  List.of(new InputDifference(Input.SOURCE, text, text, text))));
      assertThat(page.select("img, b, i, [onclick], [onerror]")).isEmpty();
      assertThat(page.select("script")).hasSize(1);
    }
  }

  /// For people, and for src/e2e/report.py: target/sample-diff.html.
  @Test
  void thePageIsThereToBeLookedAt() throws IOException {
    Path file = Files.writeString(Path.of("target", "sample-diff.html"), sample());
    assertThat(file).isNotEmptyFile();
  }

  private static String sample() {
    return ComparisonPage.of("asaman 1.0.0", SampleVerdicts.comparison(), SampleVerdicts.inputs());
  }
}
