package org.asaman.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.asaman.archive.CanonicalZip.Content;
import org.asaman.archive.CanonicalZip.Item;
import org.asaman.problem.AsamanException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happens to an archive's bytes, it is read or refused: no other exception, no endless
/// loop, no large allocation.
class MutationTest {
  private static final long ALLOCATED = 64L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @Test
  void changedTarsAreReadOrRefused() throws IOException {
    byte[] tar =
        TarBuilder.tar()
            .extension('g', TarBuilder.records("comment", "x"))
            .folder("p-1/")
            .file("p-1/a", "a".repeat(700))
            .pax("path", "p-1/b", "mtime", "1.5")
            .file("p-1/x")
            .extension('L', "p-1/" + "c".repeat(150) + "\0")
            .file("p-1/y")
            .symlink("p-1/d", "a")
            .hardLink("p-1/e", "p-1/a")
            .end();

    // The changes are made inside the compression, or nearly all would end at its checksum.
    check("p-1.tar.gz", tar, Hostile::gzip, 800);
  }

  @Test
  void changedCompressionIsReadOrRefused() throws IOException {
    byte[] tar = TarBuilder.tar().file("p-1/a", "a".repeat(70)).file("p-1/b").end();

    check("p-1.tar.gz", Hostile.gzip(tar), bytes -> bytes, 150);
    check("p-1.tar.bz2", Hostile.bzip2(tar), bytes -> bytes, 150);
    check("p-1.tar.xz", Hostile.xz(tar), bytes -> bytes, 150);
  }

  @Test
  void changedZipsAreReadOrRefused() throws IOException {
    byte[] zip =
        ZipBuilder.zip()
            .add(ZipBuilder.folder("p-1/"))
            .add(ZipBuilder.entry("p-1/a", "a".repeat(300)))
            .add(ZipBuilder.entry("p-1/b").described())
            .add(ZipBuilder.entry("p-1/c").stored())
            .add(ZipBuilder.symlink("p-1/d", "a"))
            .build();

    check("p-1.zip", zip, bytes -> bytes, 1500);
  }

  @Test
  void randomFilesSurviveTheRoundTrip() throws IOException {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      TreeMap<String, byte[]> files = new TreeMap<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        String name =
            "d"
                + random.nextInt(3)
                + "/"
                + Integer.toString(i, 36)
                + "\u00e9\ud83d\udc0d".substring(random.nextInt(3) == 0 ? 0 : 3);
        files.put(name, CanonicalZipTest.mixed(random, random.nextInt(50_000)));
      }
      List<Item> items = new ArrayList<>();
      files.forEach(
          (name, bytes) -> items.add(new Item(name, name.hashCode() % 2 == 0, Content.of(bytes))));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      CanonicalZip.write(out, items, random.nextInt());
      Path file = Files.write(folder.resolve("r.zip"), out.toByteArray());

      try (ZipArchive archive = ZipArchive.open(file, Limits.DEFAULT)) {
        assertThat(archive.members())
            .as("seed %d", seed)
            .extracting(ZipMember::name)
            .containsExactlyElementsOf(files.keySet());
        for (ZipMember member : archive.members()) {
          assertThat(archive.read(member).readAllBytes())
              .as("seed %d", seed)
              .isEqualTo(files.get(member.name()));
          assertThat(member.executable()).isEqualTo(member.name().hashCode() % 2 == 0);
        }
      }
    }
  }

  private void check(String name, byte[] valid, UnaryOperator<byte[]> wrapping, int rounds)
      throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, wrapping.apply(valid));
    assertThat(RecordingSink.read(file)).isNotEmpty();
    int refused = 0;
    for (long seed = 0; seed < rounds; seed++) {
      Files.write(file, wrapping.apply(Mutation.of(valid, new Random(seed))));
      refused += readOrRefuse(file, seed) ? 0 : 1;
    }
    assertThat(refused).isBetween(rounds / 4, rounds);
  }

  private static boolean readOrRefuse(Path file, long seed) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    boolean read = true;
    try {
      RecordingSink.read(file);
    } catch (AsamanException e) {
      read = false;
      assertThat(e.getMessage()).as("seed %d", seed).startsWith(file.toString());
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + " of " + file.getFileName(), e);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
        .as("seed %d", seed)
        .isLessThan(ALLOCATED);
    return read;
  }
}
