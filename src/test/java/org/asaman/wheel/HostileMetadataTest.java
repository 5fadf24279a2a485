package org.asaman.wheel;

import static org.asaman.wheel.WheelBuilder.INFO;
import static org.asaman.wheel.WheelBuilder.METADATA;
import static org.asaman.wheel.WheelBuilder.WHEEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Wheels whose METADATA, WHEEL or entry points disagree with the file name, or are none.
class HostileMetadataTest {
  private static final String METADATA_PATH = INFO + "METADATA";
  private static final String WHEEL_PATH = INFO + "WHEEL";
  private static final String ENTRY_POINTS = INFO + "entry_points.txt";

  @TempDir Path folder;

  private List<String> refusals(WheelBuilder wheel) {
    return Refusals.of(wheel.in(folder));
  }

  private List<String> refusalsOfMetadata(String content) {
    return refusals(new WheelBuilder().file(METADATA_PATH, content));
  }

  private List<String> refusalsOfWheel(String content) {
    return refusals(new WheelBuilder().file(WHEEL_PATH, content));
  }

  private List<String> refusalsOfEntryPoints(String content) {
    return refusals(new WheelBuilder().file(ENTRY_POINTS, content));
  }

  @Test
  void refusesAFileNameThatIsNone() {
    assertThat(refusals(new WheelBuilder().named("demo-py3-none-any.whl")))
        .containsExactly(
            "'demo-py3-none-any.whl' is not NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl");
  }

  @Test
  void refusesMetadataOfAnotherProject() {
    assertThat(refusalsOfMetadata(METADATA.replace("demo", "evil")))
        .containsExactly(METADATA_PATH + ": gives as name evil, but the file name says demo");
  }

  @Test
  void refusesMetadataOfAnotherVersion() {
    assertThat(refusalsOfMetadata(METADATA.replace("1.0", "1.0.post1")))
        .containsExactly(
            METADATA_PATH + ": gives as version 1.0.post1, but the file name says 1.0");
  }

  @Test
  void takesMetadataThatSpellsNameAndVersionInAnotherWay() {
    assertThat(refusalsOfMetadata("Metadata-Version: 2.4\nName: DEMO\nVersion: v1.0.0\n"))
        .isEmpty();
  }

  @Test
  void refusesMetadataWithoutName() {
    assertThat(refusalsOfMetadata("Metadata-Version: 2.1\nVersion: 1.0\n"))
        .containsExactly(METADATA_PATH + ": the field Name is missing");
  }

  @Test
  void refusesMetadataWithoutVersion() {
    assertThat(refusalsOfMetadata("Metadata-Version: 2.1\nName: demo\n"))
        .containsExactly(METADATA_PATH + ": the field Version is missing");
  }

  @Test
  void refusesMetadataWithANameInTheBodyOnly() {
    assertThat(refusalsOfMetadata("Metadata-Version: 2.1\n\nName: demo\nVersion: 1.0\n"))
        .containsExactly(METADATA_PATH + ": the field Name is missing");
  }

  @Test
  void refusesMetadataWithTwoNames() {
    assertThat(refusalsOfMetadata(METADATA + "name: evil\n"))
        .containsExactly(METADATA_PATH + ": the field Name stands there 2 times");
  }

  @Test
  void refusesMetadataWithTwoVersions() {
    assertThat(refusalsOfMetadata(METADATA + "VERSION: 1.0\n"))
        .containsExactly(METADATA_PATH + ": the field Version stands there 2 times");
  }

  @Test
  void refusesMetadataWithTwoPythons() {
    assertThat(refusalsOfMetadata(METADATA + "Requires-Python: >=3\nRequires-Python: >=2\n"))
        .containsExactly(METADATA_PATH + ": the field Requires-Python stands there 2 times");
  }

  @Test
  void refusesMetadataOfAFutureFormat() {
    assertThat(refusalsOfMetadata(METADATA.replace("2.1", "3.0")))
        .containsExactly(METADATA_PATH + ": Metadata-Version '3.0' is none that is known");
  }

  @Test
  void refusesMetadataWithoutFormat() {
    assertThat(refusalsOfMetadata("Name: demo\nVersion: 1.0\n"))
        .containsExactly(METADATA_PATH + ": the field Metadata-Version is missing");
  }

  @Test
  void refusesAVersionThatIsNone() {
    assertThat(refusalsOfMetadata(METADATA.replace("1.0", "1.0-x")))
        .containsExactly(METADATA_PATH + ": '1.0-x' is not a version (PEP 440)");
  }

  @Test
  void refusesANameThatIsAPath() {
    assertThat(refusalsOfMetadata(METADATA.replace("demo", "../demo")))
        .containsExactly(METADATA_PATH + ": '../demo' is not a project name (PEP 508)");
  }

  @Test
  void refusesHugeMetadataUnread() {
    byte[] huge = new byte[(16 << 20) + 1];
    Arrays.fill(huge, (byte) 'a');
    WheelBuilder wheel = new WheelBuilder().uncompressed().file(METADATA_PATH, huge, 0100644);
    assertThat(refusals(wheel))
        .containsExactly(METADATA_PATH + ": is of 16777217 bytes; more than 16777216 are not read");
  }

  @Test
  void refusesOtherTags() {
    assertThat(refusalsOfWheel(WHEEL.replace("py3-none", "py2-none")))
        .containsExactly(
            WHEEL_PATH + ": gives as tags [py2-none-any], but the file name says [py3-none-any]");
  }

  @Test
  void refusesFewerTags() {
    WheelBuilder wheel = new WheelBuilder().named("demo-1.0-py2.py3-none-any.whl");
    assertThat(refusals(wheel))
        .containsExactly(
            WHEEL_PATH
                + ": gives as tags [py3-none-any], but the file name says"
                + " [py2-none-any, py3-none-any]");
  }

  @Test
  void refusesMoreTags() {
    assertThat(refusalsOfWheel(WHEEL + "Tag: cp39-abi3-win32\n"))
        .containsExactly(
            WHEEL_PATH
                + ": gives as tags [cp39-abi3-win32, py3-none-any], but the file name says"
                + " [py3-none-any]");
  }

  @Test
  void takesTagsExpandedOrCompressed() {
    for (String tags : List.of("Tag: py2-none-any\nTag: py3-none-any", "Tag: py2.py3-none-any")) {
      WheelBuilder wheel =
          new WheelBuilder()
              .named("demo-1.0-py2.py3-none-any.whl")
              .file(WHEEL_PATH, WHEEL.replace("Tag: py3-none-any", tags));
      assertThat(refusals(wheel)).isEmpty();
    }
  }

  @Test
  void refusesAWheelFileWithoutTags() {
    assertThat(refusalsOfWheel(WHEEL.replace("Tag:", "Note:")))
        .containsExactly(WHEEL_PATH + ": the field Tag is missing");
  }

  @Test
  void refusesATagThatIsNone() {
    assertThat(refusalsOfWheel(WHEEL.replace("py3-none-any", "py3-none")))
        .containsExactly(WHEEL_PATH + ": 'py3-none' is not a tag of three parts");
  }

  @Test
  void refusesABuildNumberThatTheFileNameLacks() {
    assertThat(refusalsOfWheel(WHEEL + "Build: 1\n"))
        .containsExactly(WHEEL_PATH + ": gives as build number 1, but the file name says none");
  }

  @Test
  void refusesABuildNumberThatTheWheelFileLacks() {
    assertThat(refusals(new WheelBuilder().named("demo-1.0-1a-py3-none-any.whl")))
        .containsExactly(WHEEL_PATH + ": gives as build number none, but the file name says 1a");
  }

  @Test
  void takesABuildNumberThatBothGive() {
    WheelBuilder wheel =
        new WheelBuilder()
            .named("demo-1.0-1a-py3-none-any.whl")
            .file(WHEEL_PATH, WHEEL + "Build: 1a\n");
    assertThat(refusals(wheel)).isEmpty();
  }

  @Test
  void refusesAWheelOfAFutureFormat() {
    assertThat(refusalsOfWheel(WHEEL.replace("1.0", "2.0")))
        .containsExactly(
            WHEEL_PATH + ": Wheel-Version '2.0' is not 1.0 or one that is compatible with it");
  }

  @Test
  void refusesAWheelFileWithTwoFormats() {
    assertThat(refusalsOfWheel(WHEEL + "Wheel-Version: 1.0\n"))
        .containsExactly(WHEEL_PATH + ": the field Wheel-Version stands there 2 times");
  }

  @Test
  void refusesAWheelFileThatDoesNotSayWhetherItIsPure() {
    assertThat(refusalsOfWheel(WHEEL.replace("Root-Is-Purelib: true\n", "")))
        .containsExactly(WHEEL_PATH + ": the field Root-Is-Purelib is missing");
  }

  @Test
  void refusesAWheelFileThatIsPerhapsPure() {
    assertThat(refusalsOfWheel(WHEEL.replace("true", "perhaps")))
        .containsExactly(WHEEL_PATH + ": Root-Is-Purelib is 'perhaps', neither true nor false");
  }

  @Test
  void refusesAScriptThatClimbsOut() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\n../../bin/sh = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script '../../bin/sh': not a file name");
  }

  @Test
  void refusesAScriptThatClimbsOutByBackslashes() {
    assertThat(refusalsOfEntryPoints("[gui_scripts]\n..\\sh = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script '..\\sh': not a file name");
  }

  @Test
  void refusesAScriptWithAnAbsolutePath() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\n/usr/bin/sh = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script '/usr/bin/sh': not a file name");
  }

  @Test
  void refusesAScriptOnADrive() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\nC:sh = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script 'C:sh': not a file name");
  }

  @Test
  void refusesAScriptThatIsTheFolderItself() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\n.. = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script '..': not a file name");
  }

  @Test
  void refusesAScriptWithoutName() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\n = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script '': not a file name");
  }

  @Test
  void refusesAScriptWithANul() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\na\0b = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script 'a\0b': not a file name");
  }

  @Test
  void refusesAScriptOnAContinuationLine() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\na = demo:main\n  ../b = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script '../b': not a file name");
  }

  @Test
  void refusesAScriptBehindALineEndOfPythonOnly() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\na = demo:main\u0085../b = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script '../b': not a file name");
  }

  @Test
  void refusesASectionThatReadersTakeDifferently() {
    assertThat(refusalsOfEntryPoints("[console_scripts] x\n../b = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": '[console_scripts] x' is not a section");
  }

  @Test
  void refusesAScriptInASectionThatSomeReadersTakeForScripts() {
    assertThat(refusalsOfEntryPoints("[[console_scripts]]\n../b = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script '../b': not a file name");
  }

  @Test
  void refusesAScriptThatSomeReadersTakeForAComment() {
    assertThat(refusalsOfEntryPoints("[console_scripts]\n;/../b = demo:main\n"))
        .containsExactly(ENTRY_POINTS + ": names a script ';/../b': not a file name");
  }

  @Test
  void takesPathsInEntryPointsThatAreNoScripts() {
    assertThat(
            refusalsOfEntryPoints(
                "# made\n[other]\na/b = demo\n\n[console_scripts]\ndemo.tool-1 = demo:main [x]\n"))
        .isEmpty();
  }

  @Test
  void reportsAllProblemsTogether() {
    WheelBuilder wheel =
        new WheelBuilder()
            .file(METADATA_PATH, METADATA.replace("demo", "evil").replace("1.0", "2.0"))
            .file(WHEEL_PATH, WHEEL.replace("1.0", "9.9"))
            .file(ENTRY_POINTS, "[console_scripts]\na/b = demo:main\n")
            .replaceInRecord("demo/__init__.py", "demo/other.py");
    assertThat(refusals(wheel))
        .containsExactly(
            METADATA_PATH + ": gives as name evil, but the file name says demo",
            METADATA_PATH + ": gives as version 2.0, but the file name says 1.0",
            WHEEL_PATH + ": Wheel-Version '9.9' is not 1.0 or one that is compatible with it",
            ENTRY_POINTS + ": names a script 'a/b': not a file name",
            INFO + "RECORD: line 1 lists 'demo/other.py', which is not a file of the wheel",
            "demo/__init__.py: is not listed in RECORD");
  }
}
