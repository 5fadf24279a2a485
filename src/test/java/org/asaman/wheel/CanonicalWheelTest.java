package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.asaman.wheel.WheelBuilder.INFO;
import static org.asaman.wheel.WheelBuilder.METADATA;
import static org.asaman.wheel.WheelBuilder.WHEEL;
import static org.asaman.wheel.WheelBuilder.recordLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.asaman.archive.Limits;
import org.asaman.archive.ZipMember;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanonicalWheelTest {
  private static final long EPOCH = 1309379017;

  @TempDir Path folder;

  private CanonicalWheel canonical(Path wheel, String outFolder, long epochSecond) {
    try (Wheel in = Wheel.open(wheel, Limits.DEFAULT)) {
      return CanonicalWheel.write(in, folder.resolve(outFolder), epochSecond);
    }
  }

  private CanonicalWheel canonical(WheelBuilder wheel) {
    return canonical(wheel.in(folder), "out", EPOCH);
  }

  private List<ZipMember> members(CanonicalWheel wheel) {
    try (Wheel in = Wheel.open(wheel.file(), Limits.DEFAULT)) {
      return in.members();
    }
  }

  /// A wheel with all that a wheel can hold.
  private static WheelBuilder rich() {
    return new WheelBuilder()
        .file("demo/z.py", "z = '" + "z".repeat(5000) + "'\n")
        .file("demo-1.0.data/scripts/tool", "#!python\n".getBytes(UTF_8), 0100755)
        .file("demo/\ud83d\ude00.txt", "a supplementary character")
        .file("demo/\uff5e.txt", "a character above the surrogates")
        .file("demo/a,b \"c\".txt", "quotes")
        .file(INFO + "licenses/LICENSE", "free\n")
        .file(INFO + "entry_points.txt", "[console_scripts]\ndemo = demo:main\n")
        .file("demo/empty.py", "");
  }

  @Test
  void writesTheSameBytesEverywhere() throws IOException {
    CanonicalWheel wheel = canonical(new WheelBuilder());

    assertThat(wheel.digest()).isEqualTo(Digest.of(Files.readAllBytes(wheel.file())));
    assertThat(wheel.digest().toString())
        .isEqualTo("6e2e52e87e97df052f228758aa77cbe3f73facb61748b603beae36400829258d/841");
  }

  @Test
  void sortsFilesAndPutsDistInfoAndThenRecordLast() {
    assertThat(members(canonical(rich())))
        .extracting(ZipMember::name)
        .containsExactly(
            "demo-1.0.data/scripts/tool",
            "demo/__init__.py",
            "demo/a,b \"c\".txt",
            "demo/empty.py",
            "demo/z.py",
            "demo/\uff5e.txt",
            "demo/\ud83d\ude00.txt",
            INFO + "METADATA",
            INFO + "WHEEL",
            INFO + "entry_points.txt",
            INFO + "licenses/LICENSE",
            INFO + "RECORD");
  }

  @Test
  void writesRecordAnewAndSorted() throws IOException {
    CanonicalWheel wheel = canonical(new WheelBuilder().file("demo/a,b.txt", "x"));

    try (Wheel in = Wheel.open(wheel.file(), Limits.DEFAULT)) {
      assertThat(new String(in.read(in.members().getLast()).readAllBytes(), UTF_8))
          .isEqualTo(
              recordLine(INFO + "METADATA", METADATA)
                  + INFO
                  + "RECORD,,\n"
                  + recordLine(INFO + "WHEEL", WHEEL)
                  + recordLine("demo/__init__.py", "answer = 42\n")
                  + recordLine("\"demo/a,b.txt\"", "x"));
    }
  }

  @Test
  void changesNothingTheSecondTime() throws IOException {
    CanonicalWheel once = canonical(rich().folder("demo"));
    CanonicalWheel twice = canonical(once.file(), "again", EPOCH);

    assertThat(twice.changes()).isEmpty();
    assertThat(twice.digest()).isEqualTo(once.digest());
    assertThat(Files.mismatch(once.file(), twice.file())).isEqualTo(-1);
  }

  @Test
  void replacesAWheelInItsOwnFolder() throws IOException {
    Path wheel = rich().in(folder);
    CanonicalWheel elsewhere = canonical(wheel, "out", EPOCH);
    CanonicalWheel inPlace = canonical(wheel, ".", EPOCH);

    assertThat(inPlace.digest()).isEqualTo(elsewhere.digest());
    assertThat(Digest.of(Files.readAllBytes(wheel))).isEqualTo(elsewhere.digest());
  }

  @Test
  void givesTheSameBytesHoweverTheSameContentWasPacked() throws Exception {
    Path wheel = rich().in(folder);
    Path others = folder.resolve("others");
    assertThat(Python.run(Resources.text("same_content.py"), new byte[0], wheel, others)).isEmpty();

    Digest expected = canonical(wheel, "out", EPOCH).digest();
    try (Stream<Path> ways = Files.list(others)) {
      List<Path> folders = ways.toList();
      assertThat(folders).hasSize(12);
      assertThat(folders)
          .allSatisfy(way -> {
            Path other = way.resolve(wheel.getFileName());
            assertThat(Files.mismatch(wheel, other)).isNotEqualTo(-1);
            CanonicalWheel canonical = canonical(other, "out", EPOCH);
            assertThat(canonical.digest()).isEqualTo(expected);
            assertThat(canonical.changes()).isNotEmpty();
          });
    }
  }

  @Test
  void writesWhatAnIndexTakes() throws Exception {
    Path plain = canonical(new WheelBuilder()).file();
    Path rich = canonical(rich().folder("demo").in(folder), "rich", EPOCH).file();

    assertThat(Python.run(Resources.text("upload_rules.py"), new byte[0], plain, rich)).isEmpty();
  }

  @Test
  void hasAJudgeThatRefusesDataDescriptors() throws Exception {
    Path wheel = folder.resolve(WheelBuilder.FILE_NAME);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(wheel))) {
      out.putNextEntry(new ZipEntry("demo/__init__.py"));
      out.write('x');
    }
    assertThat(Python.run(Resources.text("upload_rules.py"), new byte[0], wheel))
        .contains("a data descriptor", "local and central headers differ", "there is no RECORD");
  }

  @Test
  void givesEveryFileTheOneTime() {
    assertThat(members(canonical(rich())))
        .extracting(ZipMember::modified)
        .containsOnly(LocalDateTime.of(2011, 6, 29, 20, 23, 36));
  }

  @Test
  void knowsNoTimeBefore1980() {
    CanonicalWheel wheel = canonical(rich().in(folder), "out", 0);
    assertThat(members(wheel))
        .extracting(ZipMember::modified)
        .containsOnly(LocalDateTime.of(1980, 1, 1, 0, 0));
  }

  @Test
  void keepsExecutableFilesExecutable() {
    WheelBuilder wheel =
        new WheelBuilder()
            .file("demo/by-owner", new byte[0], 0100700)
            .file("demo/by-others", new byte[0], 0100645)
            .file("demo/setuid", new byte[0], 0104755)
            .file("demo/writable", new byte[0], 0100666)
            .file("demo/no-mode", new byte[0], 0);
    assertThat(members(canonical(wheel)).stream().filter(m -> m.name().startsWith("demo/")))
        .extracting(m -> m.name() + " " + Integer.toOctalString(m.unixMode()))
        .containsExactly(
            "demo/__init__.py 100644",
            "demo/by-others 100755",
            "demo/by-owner 100755",
            "demo/no-mode 100644",
            "demo/setuid 100755",
            "demo/writable 100644");
  }

  @Test
  void leavesOutSignaturesOfTheOldRecord() {
    CanonicalWheel wheel = canonical(new WheelBuilder().file(INFO + "RECORD.jws", "{}"));

    assertThat(wheel.changes())
        .contains(new Change.Signatures(List.of("demo-1.0.dist-info/RECORD.jws")));
    assertThat(members(wheel)).extracting(ZipMember::name).doesNotContain(INFO + "RECORD.jws");
  }

  @Test
  void leavesNothingBesideTheWheel() throws IOException {
    CanonicalWheel wheel = canonical(rich());

    try (Stream<Path> files = Files.list(wheel.file().getParent())) {
      assertThat(files).containsExactly(wheel.file());
    }
    assertThat(Files.getPosixFilePermissions(wheel.file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  void leavesNothingBehindWhenTheWheelCannotBeReadToItsEnd() throws IOException {
    Path wheel = new WheelBuilder().uncompressed().in(folder);
    try (Wheel in = Wheel.open(wheel, Limits.DEFAULT)) {
      byte[] bytes = Files.readAllBytes(wheel);
      Files.write(
          wheel,
          new String(bytes, "ISO-8859-1").replace("answer", "ANSWER").getBytes("ISO-8859-1"));

      assertThatThrownBy(() -> CanonicalWheel.write(in, folder.resolve("out"), EPOCH))
          .isInstanceOf(AsamanException.class)
          .hasMessageContaining("does not fit its CRC-32");
    }
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  @Test
  void saysSoWhenTheFolderCannotBeWritten() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    Path wheel = new WheelBuilder().in(folder);
    try (Wheel in = Wheel.open(wheel, Limits.DEFAULT)) {
      assertThatThrownBy(() -> CanonicalWheel.write(in, notAFolder, EPOCH))
          .isInstanceOfSatisfying(
              AsamanException.class,
              e -> assertThat(e.problem()).isInstanceOf(Problem.BadFile.class));
    }
  }
}
