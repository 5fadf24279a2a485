package org.asaman.wheel;

import static org.asaman.wheel.WheelBuilder.INFO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Wheels with members where none may lie, or without those that must.
class HostileLayoutTest {
  @TempDir Path folder;

  private List<String> refusals(WheelBuilder wheel) {
    return Refusals.of(wheel.in(folder));
  }

  @Test
  void refusesAWheelWithoutDistInfo() {
    WheelBuilder wheel =
        new WheelBuilder().without(INFO + "METADATA").without(INFO + "WHEEL").editRecord(_ -> "");
    assertThat(refusals(wheel)).containsExactly("has no .dist-info folder");
  }

  @Test
  void refusesASecondDistInfo() {
    assertThat(refusals(new WheelBuilder().file("evil-1.0.dist-info/METADATA", "")))
        .containsExactly(
            "has more than one .dist-info folder: demo-1.0.dist-info, evil-1.0.dist-info");
  }

  @Test
  void refusesASecondDistInfoOfTheSameProject() {
    assertThat(refusals(new WheelBuilder().file("demo-1.0.0.dist-info/METADATA", "")))
        .containsExactly(
            "has more than one .dist-info folder: demo-1.0.0.dist-info, demo-1.0.dist-info");
  }

  @Test
  void refusesASecondDistInfoThatIsAnEmptyFolder() {
    assertThat(refusals(new WheelBuilder().folder("evil-1.0.dist-info")))
        .containsExactly(
            "has more than one .dist-info folder: demo-1.0.dist-info, evil-1.0.dist-info");
  }

  @Test
  void refusesASecondDistInfoInCapitals() {
    assertThat(refusals(new WheelBuilder().file("evil-1.0.DIST-INFO/METADATA", "")))
        .containsExactly(
            "has more than one .dist-info folder: demo-1.0.dist-info, evil-1.0.DIST-INFO");
  }

  @Test
  void refusesASecondDistInfoHiddenInData() {
    assertThat(
            refusals(new WheelBuilder().file("demo-1.0.data/purelib/evil-1.dist-info/RECORD", "")))
        .containsExactly(
            "demo-1.0.data/purelib/evil-1.dist-info/RECORD:"
                + " would be installed as a second .dist-info");
  }

  @Test
  void refusesTheDistInfoOfAnotherProject() {
    assertThat(refusals(new WheelBuilder().named("other-1.0-py3-none-any.whl")))
        .startsWith("demo-1.0.dist-info: is not the .dist-info of other 1.0");
  }

  @Test
  void refusesTheDistInfoOfAnotherVersion() {
    assertThat(refusals(new WheelBuilder().named("demo-1.0.1-py3-none-any.whl")))
        .startsWith("demo-1.0.dist-info: is not the .dist-info of demo 1.0.1");
  }

  @Test
  void refusesAWheelWithoutMetadata() {
    assertThat(refusals(new WheelBuilder().without(INFO + "METADATA")))
        .containsExactly(INFO + "METADATA: is missing");
  }

  @Test
  void refusesAWheelWithoutWheelFile() {
    assertThat(refusals(new WheelBuilder().without(INFO + "WHEEL")))
        .containsExactly(INFO + "WHEEL: is missing");
  }

  @Test
  void refusesMetadataThatIsAFolder() {
    assertThat(refusals(new WheelBuilder().without(INFO + "METADATA").folder(INFO + "METADATA")))
        .containsExactly(INFO + "METADATA: is missing");
  }

  @Test
  void refusesASymbolicLink() {
    assertThat(refusals(new WheelBuilder().link("demo/link", "__init__.py")))
        .startsWith("demo/link: is a symbolic link; a wheel holds none");
  }

  @Test
  void refusesASymbolicLinkThatLeavesTheWheel() {
    assertThat(refusals(new WheelBuilder().link("demo/link", "/etc/passwd"))).isNotEmpty();
  }

  @Test
  void refusesAMemberThatClimbsOut() {
    assertThat(refusals(new WheelBuilder().file("demo/../../evil.py", "")))
        .singleElement()
        .asString()
        .startsWith("demo/../../evil.py: ");
  }

  @Test
  void refusesAnAbsoluteMember() {
    assertThat(refusals(new WheelBuilder().file("/evil.py", "")))
        .singleElement()
        .asString()
        .startsWith("/evil.py: ");
  }

  @Test
  void refusesTwoMembersThatDifferInCaseOnly() {
    assertThat(refusals(new WheelBuilder().file("demo/__INIT__.py", ""))).hasSize(1);
  }

  @Test
  void refusesDataOfAnotherProject() {
    assertThat(refusals(new WheelBuilder().file("evil-1.0.data/purelib/x.py", "")))
        .containsExactly(
            "evil-1.0.data/purelib/x.py: lies in a .data folder that is not this wheel's");
  }

  @Test
  void refusesDataOfAnotherVersion() {
    assertThat(refusals(new WheelBuilder().file("demo-2.0.data/purelib/x.py", "")))
        .containsExactly(
            "demo-2.0.data/purelib/x.py: lies in a .data folder that is not this wheel's");
  }

  @Test
  void refusesDataOfAnUnknownKind() {
    assertThat(refusals(new WheelBuilder().file("demo-1.0.data/stdlib/os.py", "")))
        .containsExactly(
            "demo-1.0.data/stdlib/os.py: lies in no known part of .data:"
                + " [data, headers, platlib, purelib, scripts]");
  }

  @Test
  void refusesAFileInPlaceOfAPartOfData() {
    assertThat(refusals(new WheelBuilder().file("demo-1.0.data/scripts", "")))
        .containsExactly("demo-1.0.data/scripts: takes the place of a folder of .data");
  }

  @Test
  void refusesAFileInPlaceOfData() {
    assertThat(refusals(new WheelBuilder().file("demo-1.0.data", "")))
        .containsExactly("demo-1.0.data: takes the place of a folder of .data");
  }

  @Test
  void takesAllKindsOfData() {
    WheelBuilder wheel = new WheelBuilder();
    for (String key : List.of("purelib", "platlib", "scripts", "headers", "data")) {
      wheel.folder("demo-1.0.data/" + key).file("demo-1.0.data/" + key + "/a/b", key);
    }
    assertThat(refusals(wheel)).isEmpty();
  }

  @Test
  void takesFoldersThatRecordDoesNotList() {
    assertThat(refusals(new WheelBuilder().folder("demo").folder("demo-1.0.dist-info"))).isEmpty();
  }

  @Test
  void takesADistInfoSpelledInAnotherWay() {
    WheelBuilder wheel = new WheelBuilder().named("Demo-1.0.0-py3-none-any.whl");
    assertThat(refusals(wheel)).isEmpty();
  }

  @Test
  void refusesAFileThatIsNoZip() throws IOException {
    Path wheel = Files.writeString(folder.resolve("demo-1.0-py3-none-any.whl"), "no zip");
    assertThat(Refusals.of(wheel)).hasSize(1);
  }

  @Test
  void refusesAContentThatDoesNotFitItsChecksum() throws IOException {
    Path wheel = new WheelBuilder().uncompressed().in(folder);
    byte[] bytes = Files.readAllBytes(wheel);
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("answer");
    bytes[at] = 'A';
    Files.write(wheel, bytes);
    assertThat(Refusals.of(wheel))
        .containsExactly("demo/__init__.py: has a content that does not fit its CRC-32");
  }

  @Test
  void refusesATruncatedWheel() throws IOException {
    Path wheel = new WheelBuilder().in(folder);
    byte[] bytes = Files.readAllBytes(wheel);
    Files.write(wheel, Arrays.copyOf(bytes, bytes.length - 30));
    assertThat(Refusals.of(wheel)).hasSize(1);
  }

  @Test
  void refusesAnExecutableBeforeTheArchive() throws IOException {
    Path wheel = new WheelBuilder().in(folder);
    byte[] bytes = Files.readAllBytes(wheel);
    byte[] shifted = new byte[bytes.length + 16];
    System.arraycopy(bytes, 0, shifted, 16, bytes.length);
    Files.write(wheel, shifted);
    assertThat(Refusals.of(wheel)).hasSize(1);
  }
}
