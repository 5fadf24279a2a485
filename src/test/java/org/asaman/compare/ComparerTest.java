package org.asaman.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.asaman.problem.AsamanException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparerTest {
  @TempDir Path folder;

  private Comparison compared(Archives left, Archives right) {
    return new Comparer()
        .compare(left.wheelIn(folder.resolve("a")), right.wheelIn(folder.resolve("b")));
  }

  private static Archives sdist() {
    return new Archives()
        .file("demo-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
        .file("demo-1.0/demo.py", "a = 1\n");
  }

  private static List<String> keys(Comparison comparison) {
    return comparison.differences().stream().map(Difference::key).toList();
  }

  @Test
  void equalBytesAreIdentical() {
    Comparison comparison = compared(Archives.wheel(), Archives.wheel());
    assertThat(comparison.grade()).isEqualTo(Grade.IDENTICAL);
    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.leftDigest()).isEqualTo(comparison.rightDigest());
  }

  @Test
  void timesAndModesAloneAreEquivalent() {
    Comparison comparison =
        compared(Archives.wheel(), Archives.wheel().time(1_600_000_000_000L).mode(0600));
    assertThat(comparison.grade()).isEqualTo(Grade.EQUIVALENT);
    assertThat(keys(comparison)).containsExactly("archive  times", "archive  modes");
    Difference modes = comparison.differences().getLast();
    assertThat(modes.left()).isEqualTo("0644");
    assertThat(modes.lines()).contains("demo/__init__.py: 0644 became 0600");
  }

  @Test
  void orderFoldersAndCompressionAreToldOfTheArchive() {
    String text = "line of some text\n".repeat(50);
    Comparison comparison =
        compared(
            Archives.wheel().file("demo/a.py", text).level(1),
            new Archives()
                .file("demo/", "")
                .file("demo/a.py", text)
                .file("demo/__init__.py", "answer = 42\n")
                .file(
                    Archives.INFO + "METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
                .file(Archives.INFO + "WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n"));
    assertThat(comparison.grade()).isEqualTo(Grade.EQUIVALENT);
    assertThat(keys(comparison))
        .contains("archive  order", "archive  folders", "archive  compression");
  }

  @Test
  void anExecutableBitMakesWheelsDifferent() {
    assertThat(compared(Archives.wheel(), Archives.wheel().mode(0755)).grade())
        .isEqualTo(Grade.DIFFERENT);
  }

  @Test
  void metadataAloneIsMetadataOnlyAndRecordIsNotTold() {
    Comparison comparison =
        compared(
            Archives.wheel(),
            Archives.wheel()
                .file(Archives.INFO + "WHEEL", "Wheel-Version: 1.0\nTag: py2-none-any\n"));
    assertThat(comparison.grade()).isEqualTo(Grade.METADATA_ONLY);
    assertThat(keys(comparison)).containsExactly("wheel demo-1.0.dist-info/WHEEL field Tag");
  }

  @Test
  void membersOfOneSideAndNestedArchivesAreTold() {
    byte[] one = new Archives().file("in/x.txt", "a\n").file("y.bin", new byte[] {0, 1}).zip();
    byte[] two = new Archives().file("in/x.txt", "b\n").file("y.bin", new byte[] {0, 2}).zip();
    Comparison comparison =
        compared(
            Archives.wheel().file("demo/n.zip", one).file("demo/only.py", "x\n"),
            Archives.wheel().file("demo/n.zip", two));
    assertThat(comparison.grade()).isEqualTo(Grade.DIFFERENT);
    assertThat(keys(comparison))
        .contains(
            "text demo/n.zip!/in/x.txt line 1",
            "binary demo/n.zip!/y.bin byte 1",
            "member demo/only.py only left");
  }

  @Test
  void archivesNestedTooDeepOrBrokenAreBytes() {
    byte[] one = "a\n".getBytes(UTF_8);
    byte[] two = "b\n".getBytes(UTF_8);
    for (int i = 0; i < 8; i++) {
      one = new Archives().file("n.zip", one).zip();
      two = new Archives().file("n.zip", two).zip();
    }
    Comparison comparison =
        compared(
            Archives.wheel().file("n.zip", one).file("b.tar.gz", "\0one"),
            Archives.wheel().file("n.zip", two).file("b.tar.gz", "\0two"));
    assertThat(keys(comparison))
        .contains("binary b.tar.gz byte 1")
        .anyMatch(key -> key.matches("binary n\\.zip(!/n\\.zip){4} byte \\d+"));
  }

  @Test
  void layersOfTarArchivesAreToldByThemselves() {
    Comparison comparison =
        new Comparer()
            .compare(
                sdist().sdistIn(folder.resolve("a"), 1_600_000_000L),
                sdist()
                    .time(1_500_000_000_000L)
                    .owner("other")
                    .sdistIn(folder.resolve("b"), 1_600_000_001L));
    assertThat(comparison.grade()).isEqualTo(Grade.EQUIVALENT);
    assertThat(keys(comparison))
        .contains("archive  gzip header", "archive  times", "archive  owners");
    assertThat(comparison.differences().getFirst().left()).startsWith("time 1600000000");
  }

  @Test
  void sdistsMayDifferInMetadataOnlyOrInContent() {
    Path left = sdist().sdistIn(folder.resolve("a"), 0);
    Path about =
        sdist()
            .file("demo-1.0/PKG-INFO", "Metadata-Version: 2.2\nName: demo\nVersion: 1.0\n")
            .file("demo-1.0/demo.py", "a = 1\n")
            .sdistIn(folder.resolve("b"), 0);
    Path code = sdist().file("demo-1.0/demo.py", "a = 2\n").sdistIn(folder.resolve("c"), 0);
    assertThat(new Comparer().compare(left, about).grade()).isEqualTo(Grade.METADATA_ONLY);
    Comparison other = new Comparer().compare(left, code);
    assertThat(other.grade()).isEqualTo(Grade.DIFFERENT);
    assertThat(keys(other)).containsExactly("text demo-1.0/demo.py line 1");
  }

  @Test
  void refusesOtherFilesAndBrokenOnesInOneLine() {
    Path wheel = Archives.wheel().wheelIn(folder.resolve("a"));
    Path broken = Archives.write(folder.resolve("b"), Archives.WHEEL, "no zip".getBytes(UTF_8));
    Path sdist = sdist().sdistIn(folder, 0);
    Comparer comparer = new Comparer();
    assertThatThrownBy(() -> comparer.compare(wheel, sdist))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("neither two wheels nor two sdists");
    assertThatThrownBy(() -> comparer.compare(wheel, broken))
        .isInstanceOf(AsamanException.class)
        .hasMessageStartingWith(broken + ": cannot be read");
    assertThatThrownBy(() -> comparer.compare(wheel, folder.resolve("gone.whl")))
        .isInstanceOf(AsamanException.class)
        .hasMessageEndingWith("gone.whl: is not there");
  }

  @Test
  void theNumberOfDifferencesIsBounded() {
    Archives left = Archives.wheel();
    Archives right = Archives.wheel();
    for (int i = 0; i < 2500; i++) {
      left.file("demo/f" + i, "a\n");
      right.file("demo/f" + i, "b\n");
    }
    Comparison comparison = compared(left, right);
    assertThat(comparison.differences()).hasSize(2001);
    assertThat(comparison.differences().getLast().lines())
        .containsExactly("at least 500 more differences are not told");
  }

  @Test
  void anotherProgramIsAskedAboutUnknownFormats() throws Exception {
    Path program = folder.resolve("program");
    Files.writeString(
        program, "#!/bin/sh\necho \"-said of $3\"\nyes '+line' | head -500\nexit 1\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Archives left = Archives.wheel().file("x.bin", new byte[] {0, 1}).file("y.py", "a\n");
    Archives right = Archives.wheel().file("x.bin", new byte[] {0, 2}).file("y.py", "b\n");
    Comparison comparison =
        new Comparer(Optional.of(program))
            .compare(left.wheelIn(folder.resolve("a")), right.wheelIn(folder.resolve("b")));
    Difference binary = comparison.differences().getFirst();
    assertThat(binary.lines())
        .hasSize(101)
        .startsWith("-said of file-0.left", "+line")
        .endsWith("…");
    assertThat(comparison.differences().getLast().lines()).isEmpty();
  }

  @Test
  void spoiledNestedArchivesAreAlwaysExplainedSomehow() throws Exception {
    Archives content = Archives.wheel().file("demo/a.json", "{\"a\": [1]}").file("x.gz", "no");
    ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
    try (var out = new BZip2CompressorOutputStream(bzip2)) {
      out.write(content.tar());
    }
    Map<String, byte[]> archives =
        Map.of(
            "n.zip", content.zip(),
            "n.tar", content.tar(),
            "n.tar.gz", Archives.gzip(content.tar(), 0),
            "n.tar.bz2", bzip2.toByteArray(),
            "n.txt.gz", Archives.gzip("text\n".getBytes(UTF_8), 0));
    archives.forEach((name, right) ->
        Tools.spoil(
            right,
            16,
            400,
            left -> {
              if (!Arrays.equals(left, right)) {
                Budget budget = new Budget();
                try (Scratch scratch = new Scratch()) {
                  new Explainer(budget, scratch, Optional.empty())
                      .explain(name, name, left, right, 0);
                }
                assertThat(budget.differences()).as(name).isNotEmpty();
              }
            }));
  }
}
