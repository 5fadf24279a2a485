package org.asaman.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NativeSwitchTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-linux-gnu-gcc -Wall -fPIC -march=native -c a.c -o a.o",
        "/usr/bin/c++ -Da -mtune=native -O3 -o x.o -c x.cpp",
        "[1/2] cc -Iinclude -mcpu=native -MD -o a.o -c ../a.c",
        "     Running `rustc --crate-name x --edition=2021 -C target-cpu=native src/lib.rs`"
      })
  void aCompilerThatIsCalledWithItIsSeen(String line) {
    assertThat(NativeSwitch.remark("a\n" + line + "\nb", Map.of()))
        .hasValueSatisfying(text -> assertThat(text).contains("native", "processor"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checking whether gcc accepts -march=native... no",
        "Compiler for C supports arguments -march=native: YES",
        "gcc -mavx2 -march=haswell -c a.c -o a.o",
        "gcc -DX=-march=natively -c a.c -o a.o",
        "use CFLAGS=-march=native to make it faster"
      })
  void aQuestionAndAProcessorThatIsNamedAreNone(String line) {
    assertThat(NativeSwitch.remark(line, Map.of())).isEmpty();
  }

  @Test
  void theSettingsOfTheUserAreSeen() {
    assertThat(NativeSwitch.remark("", Map.of("CFLAGS", "-O3 -march=native")))
        .hasValueSatisfying(text -> assertThat(text).contains("-march=native in CFLAGS"));
  }

  @Test
  void linesWithoutEndAreNoTrouble() {
    assertThat(NativeSwitch.remark("gcc -".repeat(4_000_000), Map.of())).isEmpty();
  }
}
