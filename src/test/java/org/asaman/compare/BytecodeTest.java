package org.asaman.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BytecodeTest {
  private static final String SOURCE =
      """
      import os
      def outer(a, b=(1, 2, (3.5, 1j, None)), *, c=%s):
          "words"
          def inner(x):
              return {"k": x, **{}} if x in {"p", "q"} else [10**40, -5, b"bytes", ..., True]
          return inner(c)
      class Thing:
          name = "ünïcode"
          def method(self):
              return [i for i in range(70000)]
      """;

  @TempDir Path folder;

  private byte[] compiled(String python, String value) throws Exception {
    return Tools.compiled(folder, python, SOURCE.formatted(value), "UNCHECKED_HASH");
  }

  /// The interpreter of every machine, and those of other versions that this one has.
  static Stream<String> pythons() {
    return Stream.of(
            "python3",
            "python3.8",
            "python3.9",
            "python3.10",
            "python3.11",
            "python3.12",
            "python3.13",
            "python3.14")
        .filter(python -> python.equals("python3") || Tools.there(python));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void namesTheCodeObjectAndTheConstant(String python) throws Exception {
    byte[] left = compiled(python, "1");
    byte[] right =
        Tools.compiled(
            folder, python, SOURCE.formatted("1").replace("70000", "80000"), "UNCHECKED_HASH");
    List<Difference> found = Bytecode.compare("m.pyc", left, right);
    assertThat(found.getFirst().place()).isEqualTo("header");
    assertThat(found.getFirst().left()).startsWith("hash of the source ");
    assertThat(found).hasSize(2);
    assertThat(found.getLast().place()).startsWith("code object Thing.method");
    assertThat(found.getLast().lines()).anyMatch(line -> line.matches("-constant \\d: 70000"));
    assertThat(found.getLast().lines()).anyMatch(line -> line.matches("\\+constant \\d: 80000"));
  }

  @Test
  void namesInnerFunctionsAsPythonDoes() throws Exception {
    byte[] left = compiled("python3", "1");
    byte[] right =
        Tools.compiled(
            folder, "python3", SOURCE.formatted("1").replace("-5", "-6"), "UNCHECKED_HASH");
    assertThat(Bytecode.compare("m.pyc", left, right).getLast().place())
        .isEqualTo("code object outer.<locals>.inner");
  }

  @Test
  void tellsTheTimeOfTheSourceInTheHeaderAlone() throws Exception {
    byte[] left = Tools.compiled(folder, "python3", "a = 1\n", "TIMESTAMP");
    byte[] right = left.clone();
    right[8] ^= 1;
    List<Difference> found = Bytecode.compare("m.pyc", left, right);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().place()).isEqualTo("header");
    assertThat(found.getFirst().left()).startsWith("time of the source ");
  }

  @Test
  void tellsMovedLinesAndOtherFileNames() throws Exception {
    byte[] left = Tools.compiled(folder, "python3", "def f():\n    return 1\n", "UNCHECKED_HASH");
    byte[] right =
        Tools.compiled(folder, "python3", "\n\ndef f():\n    return 1\n", "UNCHECKED_HASH");
    Difference f = Bytecode.compare("m.pyc", left, right).getLast();
    assertThat(f.place()).isEqualTo("code object f");
    assertThat(f.lines()).contains("-first line: 1", "+first line: 3");
  }

  @Test
  void refusesAnUnknownVersionOfPython() {
    byte[] ancient = new byte[40];
    ancient[0] = 3;
    ancient[1] = (byte) 0xf3;
    ancient[2] = '\r';
    ancient[3] = '\n';
    assertThatThrownBy(() -> Bytecode.compare("m.pyc", ancient, ancient.clone()))
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void neitherThrowsNorHangsWhateverTheBytesAre() throws Exception {
    byte[] right = compiled("python3", "1");
    Tools.spoil(right, 815, 20_000, spoiled -> Bytecode.compare("m.pyc", spoiled, right));
  }
}
