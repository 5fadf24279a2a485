package org.asaman.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.Inflater;
import org.asaman.archive.CanonicalZip.Content;
import org.asaman.archive.CanonicalZip.Item;
import org.asaman.store.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanonicalZipTest {
  private static final long EPOCH = 1309379017;

  @TempDir Path folder;

  @Test
  void writesTheSameBytesEverywhere() throws IOException {
    byte[] zip = zip(small(), EPOCH);

    assertThat(Digest.of(zip).toString())
        .isEqualTo("b3202274f826b43035416722570826baa001e2460f45383d18557bb1e347dc75/468");
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Path file = Files.write(folder.resolve("a.zip"), zip(small(), EPOCH));

    try (ZipArchive archive = ZipArchive.open(file, Limits.DEFAULT)) {
      assertThat(archive.members())
          .extracting(ZipMember::name)
          .containsExactly("pkg/__init__.py", "pkg/tool", "pkg/nothing", "pkg/\u00fc.txt");
      assertThat(archive.members())
          .extracting(ZipMember::unixMode)
          .containsExactly(0100644, 0100755, 0100644, 0100644);
      assertThat(archive.members())
          .extracting(ZipMember::method)
          .containsExactly(
              ZipFormat.STORED, ZipFormat.DEFLATED, ZipFormat.STORED, ZipFormat.STORED);
      assertThat(archive.members())
          .allSatisfy(member -> {
            assertThat(member.modified()).isEqualTo(LocalDateTime.of(2011, 6, 29, 20, 23, 36));
            assertThat(member.descriptor()).isFalse();
            assertThat(member.extras()).isFalse();
          });
      assertThat(archive.read(archive.members().get(1)).readAllBytes()).isEqualTo(text(5000));
    }
  }

  @Test
  void clampsTheTimeToWhatZipCanHold() throws IOException {
    assertThat(modified(0)).isEqualTo(LocalDateTime.of(1980, 1, 1, 0, 0));
    assertThat(modified(-5)).isEqualTo(LocalDateTime.of(1980, 1, 1, 0, 0));
    assertThat(modified(Long.MAX_VALUE)).isEqualTo(LocalDateTime.of(2107, 12, 31, 23, 59, 58));
  }

  @Test
  void doesNotDependOnHowContentArrives() throws IOException {
    byte[] content = mixed(new Random(7), 300_000);
    Content dribbling =
        () ->
            new ByteArrayInputStream(content) {
              @Override
              public int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 777));
              }
            };

    assertThat(zip(List.of(new Item("a", false, dribbling)), EPOCH))
        .isEqualTo(zip(List.of(new Item("a", false, Content.of(content))), EPOCH));
  }

  @Test
  void deflatesAgainWhatIsTooLargeToKeep() throws IOException {
    byte[] content = new byte[9 << 20];
    Random random = new Random(3);
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) random.nextInt(250);
    }
    Path file = folder.resolve("large.zip");
    Files.write(file, zip(List.of(new Item("a", false, Content.of(content))), EPOCH));

    try (ZipArchive archive = ZipArchive.open(file, Limits.DEFAULT)) {
      ZipMember member = archive.members().getFirst();
      assertThat(member.compressedSize()).isGreaterThan(8 << 20);
      assertThat(Digest.of(archive.read(member).readAllBytes())).isEqualTo(Digest.of(content));
    }
  }

  @Test
  void refusesContentThatChangesWhileItIsWritten() {
    byte[] first = {1, 2, 3};
    byte[] second = {1, 2, 4};
    List<byte[]> answers = new ArrayList<>(List.of(first, second));
    Content content = () -> new ByteArrayInputStream(answers.removeFirst());

    assertThatThrownBy(() -> zip(List.of(new Item("a", false, content)), EPOCH))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed");
  }

  @Test
  void refusesTwoItemsOfOneName() {
    Item item = new Item("a", false, Content.of(new byte[0]));

    assertThatThrownBy(() -> zip(List.of(item, item), EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesZip64EndRecordsForVeryManyMembers() throws IOException {
    List<Item> items =
        IntStream.range(0, 70_000)
            .mapToObj(i -> new Item("f" + i, false, Content.of(new byte[0])))
            .toList();
    Path file = Files.write(folder.resolve("many.zip"), zip(items, EPOCH));

    try (ZipArchive archive = ZipArchive.open(file, Limits.DEFAULT)) {
      assertThat(archive.members()).hasSize(70_000);
    }
    assertThat(python("print(len(zipfile.ZipFile(sys.argv[1]).namelist()))", file))
        .isEqualTo("70000");
  }

  @Test
  void writesZip64FieldsForVeryLargeMembers() throws IOException {
    ZipRecord large = new ZipRecord("a", false, false, 0, 1, 5L << 32, 3L << 32, 7L << 32);
    ZipCentral central =
        ZipCentral.read(new ByteArrayInputStream(large.central()), new Refusal("large.zip"));

    assertThat(central.sizes()).isEqualTo(new ZipSizes(5L << 32, 3L << 32, 7L << 32, true));
    assertThat(large.local()).hasSize(30 + 1 + 20);
  }

  @Test
  void isReadByOtherTools() throws Exception {
    Path file = Files.write(folder.resolve("a.zip"), zip(small(), EPOCH));
    Process unzip = new ProcessBuilder("unzip", "-tqq", file.toString()).inheritIO().start();

    assertThat(unzip.waitFor()).isZero();
    assertThat(
            python(
                "z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), [(i.filename, i.flag_bits,"
                    + " i.create_system, oct(i.external_attr >> 16)) for i in z.infolist()])",
                file))
        .isEqualTo(
            "None [('pkg/__init__.py', 0, 3, '0o100644'), ('pkg/tool', 0, 3, '0o100755'),"
                + " ('pkg/nothing', 0, 3, '0o100644'), ('pkg/\u00fc.txt', 2048, 3, '0o100644')]");
  }

  @Test
  void randomContentSurvivesTheRoundTrip() throws Exception {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      byte[] content = mixed(random, random.nextInt(200_000));
      ByteArrayOutputStream deflated = new ByteArrayOutputStream();
      PinnedDeflate.deflate(new ByteArrayInputStream(content), deflated);
      Inflater inflater = new Inflater(true);
      inflater.setInput(deflated.toByteArray());
      byte[] back = new byte[content.length + 1];
      int length = inflater.inflate(back);
      assertThat(inflater.finished() || content.length == 0).as("seed %d", seed).isTrue();
      assertThat(length).as("seed %d", seed).isEqualTo(content.length);
      assertThat(Arrays.copyOf(back, length)).as("seed %d", seed).isEqualTo(content);
      inflater.end();
    }
  }

  private LocalDateTime modified(long epochSecond) throws IOException {
    Path file = folder.resolve("time" + epochSecond + ".zip");
    Files.write(file, zip(small(), epochSecond));
    try (ZipArchive archive = ZipArchive.open(file, Limits.DEFAULT)) {
      return archive.members().getFirst().modified();
    }
  }

  private static List<Item> small() {
    return List.of(
        new Item("pkg/__init__.py", false, Content.of("x = 1\n".getBytes(StandardCharsets.UTF_8))),
        new Item("pkg/tool", true, Content.of(text(5000))),
        new Item("pkg/nothing", false, Content.of(new byte[0])),
        new Item("pkg/\u00fc.txt", false, Content.of(new byte[] {1, 2, 3})));
  }

  private static byte[] text(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + i * i % 23 % 7);
    }
    return text;
  }

  /// Runs of repeats and of noise, as real files have.
  static byte[] mixed(Random random, int length) {
    byte[] bytes = new byte[length];
    int i = 0;
    while (i < length) {
      int run = Math.min(length - i, 1 + random.nextInt(5000));
      boolean noise = random.nextBoolean();
      byte value = (byte) random.nextInt();
      for (int j = 0; j < run; j++) {
        bytes[i++] = noise ? (byte) random.nextInt() : value;
      }
    }
    return bytes;
  }

  private static byte[] zip(List<Item> items, long epochSecond) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CanonicalZip.write(out, items, epochSecond);
    return out.toByteArray();
  }

  private static String python(String script, Path file) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "python3", "-X", "utf8", "-c", "import sys, zipfile; " + script, file.toString());
    Process process = builder.redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
