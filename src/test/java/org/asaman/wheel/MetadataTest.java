package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.junit.jupiter.api.Test;

class MetadataTest {

  private static Metadata metadata(String text) {
    return Metadata.parse(text.getBytes(UTF_8));
  }

  @Test
  void readsTheFieldsThatDecide() {
    Metadata metadata =
        metadata(
            """
            Metadata-Version: 2.4
            Name: Some.Project
            Version: 1.0
            Requires-Python: >=3.9, <4
            Requires-Dist: a>=1
            Requires-Dist: b[x] ; extra == 'more'
            Provides-Extra: more
            Description-Content-Type: text/markdown

            Requires-Dist: not-a-field
            """);
    assertThat(metadata.metadataVersion()).isEqualTo("2.4");
    assertThat(metadata.name()).isEqualTo(ProjectName.of("some-project"));
    assertThat(metadata.version()).isEqualTo(Version.parse("1.0"));
    assertThat(metadata.requiresPython()).contains(">=3.9, <4");
    assertThat(metadata.requiresDist()).containsExactly("a>=1", "b[x] ; extra == 'more'");
    assertThat(metadata.providesExtra()).containsExactly("more");
  }

  @Test
  void takesContinuationLinesAndAnyLineEnd() {
    Metadata metadata =
        metadata(
            "Metadata-Version: 2.1\r\nNAME:demo\rVersion:\t1.0 \nDescription: a\n  Name: b\n"
                + "\tVersion: 2\nRequires-Dist: c\n");
    assertThat(metadata.name()).isEqualTo(ProjectName.of("demo"));
    assertThat(metadata.version()).isEqualTo(Version.parse("1.0"));
    assertThat(metadata.requiresDist()).containsExactly("c");
  }

  @Test
  void endsTheFieldsAtTheFirstLineThatIsNone() {
    Metadata metadata =
        metadata(
            "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: one\nand two\nName: x\n");
    assertThat(metadata.name()).isEqualTo(ProjectName.of("demo"));
  }

  @Test
  void readsADescriptionThatIsNotUtf8() {
    byte[] content = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\n?".getBytes(UTF_8);
    content[content.length - 1] = (byte) 0xe9;
    assertThat(Metadata.parse(content).name()).isEqualTo(ProjectName.of("demo"));
  }

  @Test
  void refusesANameThatIsNotUtf8() {
    byte[] content = "Metadata-Version: 2.1\nName: dem?\nVersion: 1.0\n".getBytes(UTF_8);
    content[new String(content, UTF_8).indexOf('?')] = (byte) 0xe9;
    assertThatIllegalArgumentException().isThrownBy(() -> Metadata.parse(content));
  }

  @Test
  void doesNotTakeAVerticalTabForALineEnd() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> metadata("Metadata-Version: 2.1\nSummary: a\u000bName: demo\nVersion: 1.0\n"))
        .withMessage("the field Name is missing");
  }
}
