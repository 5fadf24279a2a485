package org.asaman.wheel;

import static org.asaman.wheel.WheelBuilder.FILE_NAME;
import static org.asaman.wheel.WheelBuilder.INFO;
import static org.asaman.wheel.WheelBuilder.METADATA;
import static org.asaman.wheel.WheelBuilder.WHEEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.asaman.archive.Limits;
import org.asaman.problem.AsamanException;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.store.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WheelTest {
  @TempDir Path folder;

  private Wheel open(WheelBuilder wheel) {
    return Wheel.open(wheel.in(folder), Limits.DEFAULT);
  }

  @Test
  void saysWhatItIs() {
    try (Wheel wheel = open(new WheelBuilder().folder("demo"))) {
      assertThat(wheel.file()).isEqualTo(folder.resolve(FILE_NAME));
      assertThat(wheel.name()).isEqualTo(WheelName.parse(FILE_NAME));
      assertThat(wheel.distInfo()).isEqualTo("demo-1.0.dist-info");
      assertThat(wheel.wheelFile().generator()).contains("test");
      assertThat(wheel.members()).hasSize(5);
      assertThat(wheel.files().keySet())
          .containsExactly(INFO + "METADATA", INFO + "RECORD", INFO + "WHEEL", "demo/__init__.py");
      assertThat(wheel.files()).containsEntry(INFO + "METADATA", Digest.ofUtf8(METADATA));
    }
  }

  @Test
  void isPureOnlyWhenRootAndTagsAre() {
    try (Wheel wheel = open(new WheelBuilder())) {
      assertThat(wheel.isPure()).isTrue();
    }
    try (Wheel wheel =
        open(new WheelBuilder().file(INFO + "WHEEL", WHEEL.replace("true", "False")))) {
      assertThat(wheel.isPure()).isFalse();
    }
    try (Wheel wheel =
        open(
            new WheelBuilder()
                .named("demo-1.0-py3-none-linux_x86_64.whl")
                .file(INFO + "WHEEL", WHEEL.replace("any", "linux_x86_64")))) {
      assertThat(wheel.isPure()).isFalse();
    }
  }

  @Test
  void remarksThatAPureWheelHoldsMachineCode() {
    try (Wheel wheel = open(new WheelBuilder().file("demo/fast.so", ""))) {
      assertThat(wheel.remarks())
          .containsExactly("calls itself pure, but holds machine code: demo/fast.so");
    }
  }

  @Test
  void isTheOneThatWasAskedForHoweverThatIsSpelled() {
    try (Wheel wheel = open(new WheelBuilder())) {
      wheel.checkRequested(ProjectName.of("DEMO"), Version.parse("1.0.0"));
    }
  }

  @Test
  void refusesToBeAnotherThanTheOneThatWasAskedFor() {
    try (Wheel wheel = open(new WheelBuilder())) {
      assertThatThrownBy(() -> wheel.checkRequested(ProjectName.of("other"), Version.parse("1.0")))
          .isInstanceOf(AsamanException.class)
          .hasMessageEndingWith(FILE_NAME + ": is a wheel of demo, not other");
      assertThatThrownBy(
              () -> wheel.checkRequested(ProjectName.of("demo"), Version.parse("1.0.post1")))
          .isInstanceOf(AsamanException.class)
          .hasMessageEndingWith(FILE_NAME + ": is of version 1.0, not 1.0.post1");
    }
  }
}
