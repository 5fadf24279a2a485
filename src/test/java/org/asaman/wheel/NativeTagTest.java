package org.asaman.wheel;

import static org.asaman.wheel.WheelBuilder.INFO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.asaman.archive.Limits;
import org.asaman.problem.AsamanException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tags of wheels with machine code: for one Python, for all from one on, without the global lock.
final class NativeTagTest {
  @TempDir Path folder;

  private static String wheelFile(String more) {
    return "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\n" + more;
  }

  private Wheel open(String tags, String build, String more) {
    return Wheel.open(
        new WheelBuilder()
            .named("demo-1.0-" + build + tags + ".whl")
            .file(INFO + "WHEEL", wheelFile(more))
            .in(folder),
        Limits.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "cp39-abi3-linux_x86_64",
    "cp311-cp311-linux_aarch64",
    "cp313-cp313t-linux_x86_64",
    "cp314-cp314t-manylinux_2_28_x86_64",
    "pp310-pypy310_pp73-linux_x86_64",
    "cp310-abi3-musllinux_1_2_x86_64"
  })
  void aWheelOfEachKindIsTaken(String tag) {
    try (Wheel wheel = open(tag, "", "Tag: " + tag + "\n")) {
      assertThat(wheel.isPure()).isFalse();
      assertThat(wheel.name().tags()).extracting(Tag::toString).containsExactly(tag);
    }
  }

  @Test
  void theTagOfAFreeThreadedPythonIsNotThatOfAnother() {
    assertThatThrownBy(
            () -> open("cp313-cp313t-linux_x86_64", "", "Tag: cp313-cp313-linux_x86_64\n").close())
        .isInstanceOf(AsamanException.class);
  }

  @Test
  void aBuildTagMustStandInBothPlaces() {
    String tag = "cp39-abi3-linux_x86_64";
    try (Wheel wheel = open(tag, "1build-", "Build: 1build\nTag: " + tag + "\n")) {
      assertThat(wheel.name().build()).contains(BuildTag.parse("1build"));
    }
    for (String build : List.of("", "Build: 2build\n")) {
      assertThatThrownBy(() -> open(tag, "1build-", build + "Tag: " + tag + "\n").close())
          .isInstanceOf(AsamanException.class);
    }
  }

  @Test
  void buildTagsSortByNumberFirst() {
    assertThat(
            Stream.of("10build", "2_cuda", "2_cpu", "02", "1build")
                .map(BuildTag::parse)
                .sorted()
                .map(BuildTag::toString))
        .containsExactly("1build", "2", "2_cpu", "2_cuda", "10build");
  }

  @Test
  void aModuleForOnePythonInAWheelForManyIsOdd() {
    Path wheel =
        new WheelBuilder()
            .named("demo-1.0-cp39-abi3-linux_x86_64.whl")
            .file(INFO + "WHEEL", wheelFile("Tag: cp39-abi3-linux_x86_64\n"))
            .file("demo/a.abi3.so", "x")
            .file("demo/b.cpython-311-x86_64-linux-gnu.so", "x")
            .in(folder);
    try (Wheel opened = Wheel.open(wheel, Limits.DEFAULT)) {
      assertThat(opened.remarks())
          .containsExactly(
              "calls itself abi3, but holds a module for one Python:"
                  + " demo/b.cpython-311-x86_64-linux-gnu.so");
    }
  }
}
