package org.asaman.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WheelNameTest {

  /// The table was made by `wheel_names.py`, which says how.
  @Test
  void readsNamesAsPackagingDoes() throws IOException {
    List<String> table = Resources.text("wheel-names.tsv").lines().toList();
    assertThat(table).hasSizeGreaterThan(300);
    assertThat(table.stream().map(line -> line.split("\t", -1)[0]).map(WheelNameTest::row))
        .containsExactlyElementsOf(table);
  }

  private static String row(String fileName) {
    try {
      WheelName name = WheelName.parse(fileName);
      return Stream.of(
              fileName,
              name.name().toString(),
              name.version().toString(),
              name.build().map(BuildTag::toString).orElse(""),
              name.tags().stream().map(Tag::toString).collect(Collectors.joining(" ")))
          .collect(Collectors.joining("\t"));
    } catch (IllegalArgumentException e) {
      return fileName;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo-1.0-py3-none-any/../../x.whl",
        "foo-1.0-py3-none-..\\x.whl",
        "foo-1.0-1/2-py3-none-any.whl",
        "foo-1.0-py3-none-a\0b.whl",
        "foo-1.0-py3-none-a\nb.whl",
        "foo-1.0-1\u0085-py3-none-any.whl",
        "\u212afoo-1.0-py3-none-any.whl",
        "_foo-1.0-py3-none-any.whl"
      })
  void refusesWhatIsNoSafeNameOfAFile(String fileName) {
    assertThatIllegalArgumentException().isThrownBy(() -> WheelName.parse(fileName));
  }

  @Test
  void refusesATagThatStandsForTooManyTags() {
    String many = "a" + ".a".repeat(99);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tag.parseSet(many + "-" + many + "-" + many))
        .withMessageEndingWith("stands for too many tags");
  }

  @Test
  void comparesBuildNumbersAsNumbers() {
    assertThat(Stream.of("10", "9b", "1a", "1", "9a").map(BuildTag::parse).sorted())
        .extracting(BuildTag::toString)
        .containsExactly("1", "1a", "9a", "9b", "10");
  }
}
