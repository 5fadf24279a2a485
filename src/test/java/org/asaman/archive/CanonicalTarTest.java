package org.asaman.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanonicalTarTest {
  private static final String LONG = "n".repeat(90) + "/" + "ä".repeat(90);

  @TempDir private Path folder;

  /// A raw tar: names, kinds and contents as given, everything else of its own.
  private final class Raw {
    private final Path file;
    private final TarArchiveOutputStream out;
    private final int salt;

    Raw(String name, int salt) throws IOException {
      this.file = folder.resolve(name);
      this.salt = salt;
      this.out = new TarArchiveOutputStream(Files.newOutputStream(file), UTF_8.name());
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    Raw add(String name, byte type, String link, int mode, String content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, type);
      entry.setLinkName(link);
      entry.setMode(mode);
      entry.setModTime(salt * 1_000_000L);
      entry.setIds(salt, salt + 1);
      entry.setNames("user" + salt, "group" + salt);
      byte[] bytes = content.getBytes(UTF_8);
      entry.setSize(bytes.length);
      out.putArchiveEntry(entry);
      out.write(bytes);
      out.closeArchiveEntry();
      return this;
    }

    Raw folder(String name, int mode) throws IOException {
      return add(name, TarConstants.LF_DIR, "", mode, "");
    }

    Raw file(String name, int mode, String content) throws IOException {
      return add(name, TarConstants.LF_NORMAL, "", mode, content);
    }

    Path end() throws IOException {
      out.close();
      return file;
    }
  }

  private static byte[] rewrite(Path raw, Predicate<String> wanted) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CanonicalTar.rewrite(raw, out, wanted, 1_000_000_000);
    return out.toByteArray();
  }

  private static List<String> list(byte[] tar) throws IOException {
    List<String> lines = new ArrayList<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar), UTF_8.name())) {
      for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        assertThat(e.getLongUserId() + e.getLongGroupId()).isZero();
        assertThat(e.getUserName() + e.getGroupName()).isEmpty();
        assertThat(e.getLastModifiedTime().toMillis()).isEqualTo(1_000_000_000_000L);
        lines.add(
            "%o %s %s".formatted(e.getMode() & 07777, e.getName(), e.getLinkName())
                + new String(in.readAllBytes(), UTF_8));
      }
    }
    return lines;
  }

  private Raw one() throws IOException {
    return new Raw("one", 1)
        .folder("./", 0700)
        .folder("./usr", 0700)
        .file("./usr/b", 04755, "program")
        .add("./usr/a", TarConstants.LF_LINK, "./usr/b", 04755, "")
        .file("./usr/text", 0600, "text")
        .add("./bin", TarConstants.LF_SYMLINK, "/usr/../usr", 0777, "")
        .file("./" + LONG, 0644, "long");
  }

  @Test
  void equalTreesGiveEqualBytes() throws IOException {
    Path other =
        new Raw("other", 2)
            .file(LONG, 0666, "long")
            .add("bin", TarConstants.LF_SYMLINK, "/usr/../usr", 0755, "")
            .folder("usr/", 01777)
            .file("usr/text", 0444, "text")
            .file("usr/a", 0111, "program")
            .add("usr/b", TarConstants.LF_LINK, "usr/a", 0111, "")
            .end();
    assertThat(rewrite(one().end(), _ -> true)).isEqualTo(rewrite(other, _ -> true));
  }

  @Test
  void membersAreSortedAndOfNobody() throws IOException {
    assertThat(list(rewrite(one().end(), _ -> true)))
        .containsExactly(
            "777 bin /usr/../usr",
            "644 " + LONG + " long",
            "755 usr/ ",
            "755 usr/a program",
            "755 usr/b program",
            "644 usr/text text");
  }

  @Test
  void whatIsNotWantedOrNoFileIsLeftOut() throws IOException {
    Path raw =
        one()
            .add("./dev/null", TarConstants.LF_CHR, "", 0666, "")
            .add("./dev/sda", TarConstants.LF_BLK, "", 0666, "")
            .add("./pipe", TarConstants.LF_FIFO, "", 0666, "")
            .end();
    assertThat(list(rewrite(raw, name -> !name.equals("usr/b") && !name.startsWith("n"))))
        .containsExactly(
            "777 bin /usr/../usr", "755 usr/ ", "755 usr/a program", "644 usr/text text");
  }

  @Test
  void aHardLinkToNothingIsSaid() throws IOException {
    Path raw = new Raw("raw", 1).add("a", TarConstants.LF_LINK, "b", 0644, "").end();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> rewrite(raw, _ -> true))
        .withMessageContaining("hard link a leads nowhere");
  }
}
