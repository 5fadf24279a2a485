package org.asaman.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.asaman.problem.AsamanException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordInputsTest {
  static final String RECORD =
      """
      {"schema": "asaman/build-record/1",
       "sdist": {"sha256": "aa"},
       "build-system": {"build-backend": "b", "config-settings": {"opt": "1"}},
       "build-requirements": {"packages": [
         {"name": "setuptools", "version": "80.0", "installed": "s.whl", "sha256": "11"}]},
       "interpreter": {"implementation": "cpython", "version": "3.13.1", "fingerprint": "ff"},
       "toolchain": ["cc: gcc 12", "ld: ld 2.40", "packages: libfoo-dev 1.0 amd64"],
       "source-date-epoch": 0,
       "environment": {"LANG": "C"}}
      """;

  @TempDir Path folder;

  @Test
  void everyKindOfInputIsTold() {
    String other =
        RECORD
            .replace("3.13.1", "3.13.2")
            .replace("gcc 12", "gcc 13")
            .replace("libfoo-dev 1.0", "libfoo-dev 1.1")
            .replace("\"80.0\"", "\"81.0\"")
            .replace("\"aa\"", "\"bb\"")
            .replace("\"opt\": \"1\"", "\"opt\": \"2\"")
            .replace("\"LANG\": \"C\"", "\"LANG\": \"de\"");
    assertThat(RecordInputs.between("a", RECORD.getBytes(UTF_8), "b", other.getBytes(UTF_8)))
        .containsExactly(
            new InputDifference(Input.INTERPRETER, "version", "3.13.1", "3.13.2"),
            new InputDifference(Input.TOOLCHAIN, "cc", "gcc 12", "gcc 13"),
            new InputDifference(Input.SYSTEM_PACKAGE, "libfoo-dev", "1.0 amd64", "1.1 amd64"),
            new InputDifference(
                Input.BUILD_REQUIREMENT, "setuptools", "80.0 s.whl 11", "81.0 s.whl 11"),
            new InputDifference(Input.SOURCE, "config-settings opt", "1", "2"),
            new InputDifference(Input.SOURCE, "environment LANG", "C", "de"),
            new InputDifference(Input.SOURCE, "sdist", "aa", "bb"));
    assertThat(Input.SYSTEM_PACKAGE).hasToString("system-package");
  }

  @Test
  void aPackageOfOneSideHasNothingOnTheOther() {
    String fewer = RECORD.replace(", \"packages: libfoo-dev 1.0 amd64\"", "");
    assertThat(RecordInputs.between("a", RECORD.getBytes(UTF_8), "b", fewer.getBytes(UTF_8)))
        .containsExactly(new InputDifference(Input.SYSTEM_PACKAGE, "libfoo-dev", "1.0 amd64", ""));
  }

  @Test
  void theToolsAndLibrariesOfARepairAreInputs() {
    String repaired =
        RECORD.replace(
            "\"source-date-epoch\"",
            """
            "repair": {"asked": "auto", "strip": false,
              "tools": [{"name": "patchelf", "version": "0.1", "sha256": "22"}],
              "grafted": [{"path": "/lib/libfoo.so.1", "sha256": "33",
                "package": {"name": "libfoo1", "version": "1.0"}}]},
            "source-date-epoch"\
            """);
    String other =
        repaired
            .replace("\"0.1\"", "\"0.2\"")
            .replace("\"33\"", "\"44\"")
            .replace("\"auto\"", "\"manylinux_2_28\"");
    assertThat(RecordInputs.between("a", repaired.getBytes(UTF_8), "b", other.getBytes(UTF_8)))
        .containsExactly(
            new InputDifference(Input.TOOLCHAIN, "patchelf", "0.1 22", "0.2 22"),
            new InputDifference(Input.SYSTEM_PACKAGE, "libfoo1", "1.0 33", "1.0 44"),
            new InputDifference(Input.SOURCE, "repair asked", "auto", "manylinux_2_28"));
  }

  @Test
  void malformedRecordsAreRefusedInOneLine() {
    for (String wrong :
        new String[] {
          "",
          "[]",
          "{",
          "{\"schema\": 1}",
          RECORD.replace("[\"cc", "{\"x\":[\"cc").replace("amd64\"]", "amd64\"]}")
        }) {
      Path left = Archives.write(folder, "a.json", RECORD.getBytes(UTF_8));
      Path right = Archives.write(folder, "b.json", wrong.getBytes(UTF_8));
      assertThatThrownBy(() -> RecordInputs.between(left, right))
          .isInstanceOf(AsamanException.class)
          .hasMessageStartingWith(right + ": is not a build record: ");
    }
    assertThatThrownBy(() -> RecordInputs.between(folder.resolve("x"), folder.resolve("y")))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("no such file");
  }
}
