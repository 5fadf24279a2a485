package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.asaman.wheel.WheelBuilder.INFO;
import static org.asaman.wheel.WheelBuilder.recordLine;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.asaman.archive.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What canonical writing changes is told, and nothing else.
class ChangeTest {
  private static final long EPOCH = 1309379017;

  private static final String TIMES =
      "times: set the time of 5 files from 2024-05-06 07:08:10 to 2011-06-29 20:23:36";
  private static final String COMPRESSION = "compression: packed 2 files anew: 90 bytes became 87";

  @TempDir Path folder;

  private CanonicalWheel canonical(Path wheel) {
    try (Wheel in = Wheel.open(wheel, Limits.DEFAULT)) {
      return CanonicalWheel.write(in, folder.resolve("out"), EPOCH);
    }
  }

  private List<String> changes(Path wheel) {
    return canonical(wheel).changes().stream()
        .map(change -> change.id() + ": " + change.sentence())
        .toList();
  }

  private static WheelBuilder wheel() {
    return new WheelBuilder().file("demo/z.txt", "z".repeat(1000));
  }

  /// The changes of a canonical wheel whose content Python packed in another way.
  private List<String> changesOf(String way) throws IOException, InterruptedException {
    Path wheel = canonical(wheel().in(folder)).file();
    Path others = folder.resolve("others");
    assertThat(Python.run(Resources.text("same_content.py"), new byte[0], wheel, others)).isEmpty();
    return changes(others.resolve(way).resolve(wheel.getFileName()));
  }

  @Test
  void tellsTimesAndOrder() throws Exception {
    assertThat(changesOf("reversed"))
        .containsExactly(
            "order: put the files in order: by name, .dist-info last, RECORD at the end",
            TIMES,
            COMPRESSION);
  }

  @Test
  void tellsCompression() throws Exception {
    assertThat(changesOf("stored"))
        .containsExactly(TIMES, "compression: packed 3 files anew: 1373 bytes became 297");
  }

  @Test
  void tellsModes() throws Exception {
    assertThat(changesOf("group-writable"))
        .containsExactly(
            TIMES,
            "modes: set the mode of 5 files: demo/__init__.py had 100664, has 100644",
            COMPRESSION);
  }

  @Test
  void tellsFolders() throws Exception {
    assertThat(changesOf("folders"))
        .containsExactly(
            "folders: left out 2 folder entries: demo, demo-1.0.dist-info", TIMES, COMPRESSION);
  }

  @Test
  void tellsDataDescriptors() throws Exception {
    assertThat(changesOf("descriptors"))
        .containsExactly(TIMES, COMPRESSION, "headers: left out the data descriptors of 5 files");
  }

  @Test
  void tellsHowRecordWasRewritten() throws Exception {
    assertThat(changesOf("record-crlf"))
        .containsExactly(
            TIMES, COMPRESSION, "record: rewrote RECORD: lines sorted, lines end in a line feed");
  }

  @Test
  void tellsHashesAndSizesAndSignaturesOfRecord() {
    Path wheel =
        wheel()
            .file(INFO + "RECORD.jws", "{}")
            .editRecord(text ->
                INFO
                    + "RECORD.jws,,\n"
                    + text.replace(
                        recordLine("demo/__init__.py", "answer = 42\n"),
                        "demo/__init__.py,sha384=lTR1QM759jYCrMD8d1YVUYTxWBQ2adFvUksessAF721RcFSAM4JMIKHQNFBlqn_g,\n"))
            .in(folder);
    assertThat(changes(wheel))
        .contains(
            "signatures: left out 1 signature of the old RECORD: demo-1.0.dist-info/RECORD.jws",
            "record: rewrote RECORD: lines sorted, signatures no longer listed, hashes by SHA-256,"
                + " sizes added");
  }

  @Test
  void tellsThatHeadersDiffer() throws IOException {
    Path wheel = canonical(wheel().in(folder)).file();
    String bytes = Files.readString(wheel, ISO_8859_1);
    Files.writeString(wheel, bytes.replace("PK\1\2\24\3", "PK\1\2\36\3"), ISO_8859_1);

    assertThat(changes(wheel))
        .containsExactly(
            "encoding: encoded the archive anew; all that can be read from it is as before");
  }

  @Test
  void wordsTimesThatDiffer() {
    LocalDateTime first = LocalDateTime.of(1980, 1, 1, 0, 0);
    LocalDateTime last = LocalDateTime.of(2026, 7, 11, 12, 30, 2);
    assertThat(new Change.Times(7, first, last, first).sentence())
        .isEqualTo(
            "set the time of 7 files from 1980-01-01 00:00:00 - 2026-07-11 12:30:02"
                + " to 1980-01-01 00:00:00");
  }

  @Test
  void wordsAFewOfManyNames() {
    assertThat(new Change.Folders(List.of("a", "b", "c", "d", "e")).sentence())
        .isEqualTo("left out 5 folder entries: a, b, c and 2 more");
  }

  @Test
  void wordsAModeThatIsNotThere() {
    assertThat(new Change.Modes(1, "a.py", 0, 0100644).sentence())
        .isEqualTo("set the mode of 1 file: a.py had none, has 100644");
  }
}
