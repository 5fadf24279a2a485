package org.asaman.archive;

import static org.asaman.archive.TarBuilder.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a tar of a root file system may hold, other than one of a source, and what not.
class RootArchiveTest {
  @TempDir Path folder;

  @Test
  void namesAndLinksOfLinuxAreTaken() throws IOException {
    TarBuilder root =
        tar()
            .folder("./")
            .folder("./usr/")
            .file("./usr/xt_mark.h")
            .file("./usr/xt_MARK.h")
            .file("./usr/system-systemd\\x2dcryptsetup.slice")
            .file("./C:a")
            .symlink("./bin", "usr/bin")
            .symlink("./os", "/usr/lib/os-release")
            .symlink("./up", "usr/../../../etc")
            .hardLink("./usr/more", "./usr/xt_mark.h");
    assertThat(read(root.end()))
        .containsExactly(
            "usr/",
            "usr/xt_mark.h",
            "usr/xt_MARK.h",
            "usr/system-systemd\\x2dcryptsetup.slice",
            "C:a",
            "bin -> usr/bin",
            "os -> /usr/lib/os-release",
            "up -> usr/../../../etc",
            "usr/more == usr/xt_mark.h");
  }

  @Test
  void devicesAndPipesAreLeftOut() throws IOException {
    TarBuilder root = tar().type('3', "dev/null").type('4', "dev/sda").type('6', "run/pipe");
    assertThat(read(root.file("a").end())).containsExactly("a");
  }

  @Test
  void aPackedOneIsRead() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(tar().file("a").end());
    }
    assertThat(read(packed.toByteArray())).containsExactly("a");
  }

  private record Bad(String attack, byte[] bytes, String why) {
    @Override
    public String toString() {
      return attack;
    }
  }

  static Stream<Bad> hostile() {
    return Stream.of(
        new Bad("climbing", tar().file("../a").end(), "climbs out"),
        new Bad("climbing inside", tar().file("usr/../../a").end(), "climbs out"),
        new Bad("absolute", tar().file("/etc/passwd").end(), "is an absolute path"),
        new Bad(
            "through a link",
            tar().symlink("etc", "/tmp").file("etc/a").end(),
            "lies under a link"),
        new Bad(
            "through a link to a folder of it",
            tar().folder("usr/").symlink("bin", "usr").file("bin/a").end(),
            "lies under a link"),
        new Bad(
            "a link in place of a folder",
            tar().file("etc/a").symlink("etc", "/tmp").end(),
            "more than once"),
        new Bad(
            "a file in place of a link", tar().symlink("a", "/tmp/a").file("a").end(), "more than"),
        new Bad(
            "below a device", tar().type('3', "null").file("null/a").end(), "lies under a device"),
        new Bad(
            "a file in place of a device", tar().type('3', "a").file("a").end(), "more than once"),
        new Bad("a device with content", device(), "with content"),
        new Bad(
            "a further name of a link",
            tar().symlink("a", "/etc/shadow").hardLink("b", "a").end(),
            "which is no regular file before it"),
        new Bad(
            "a further name of what is not in it",
            tar().hardLink("b", "/etc/shadow").end(),
            "which is no regular file before it"),
        new Bad(
            "a further name of what climbs",
            tar().file("a").hardLink("b", "../a").end(),
            "which is no regular file before it"),
        new Bad("a link to nowhere", tar().symlink("a", "").end(), "malformed target"),
        new Bad("a link with a line feed", tar().symlink("a", "b\nc").end(), "malformed target"),
        new Bad("a sparse file", tar().type('S', "a").end(), "is a sparse file"),
        new Bad("cut short", Arrays.copyOf(tar().file("a").end(), 700), "cut short"),
        new Bad("too many members", many(), "more than the limit of 10 members"));
  }

  private static byte[] device() {
    return tar().member("a", '3', "", "content", _ -> {}).end();
  }

  private static byte[] many() {
    TarBuilder many = tar();
    for (int i = 0; i < 11; i++) {
      many.file("a" + i);
    }
    return many.end();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void isRefused(Bad bad) {
    AsamanException thrown = catchThrowableOfType(AsamanException.class, () -> read(bad.bytes()));
    assertThat(thrown).isNotNull();
    assertThat(thrown.problem()).isInstanceOf(Problem.BadArchive.class);
    assertThat(Wording.lines(thrown.problem())).hasSize(1);
    assertThat(Wording.oneLine(thrown.problem())).contains("root", bad.why());
  }

  @Test
  void whatIsNoTarIsSaidToBeNone() {
    AsamanException thrown =
        catchThrowableOfType(
            AsamanException.class, () -> read("PK\u0003\u0004 text".getBytes("UTF-8")));
    assertThat(thrown.problem()).isInstanceOf(Problem.BadFile.class);
    assertThat(Wording.oneLine(thrown.problem())).contains("is no tar archive");
  }

  private List<String> read(byte[] archive) throws IOException {
    Path file = Files.write(folder.resolve("root"), archive);
    List<String> lines = new ArrayList<>();
    Limits limits = new Limits(1 << 20, 10, 4096, 255, 100, 1000, Duration.ofSeconds(10));
    RootArchive.read(file, limits, new Lines(lines));
    return lines;
  }

  private record Lines(List<String> lines) implements MemberSink {
    @Override
    public void directory(String path) {
      lines.add(path + "/");
    }

    @Override
    public void file(String path, boolean executable, InputStream content) {
      lines.add(path);
    }

    @Override
    public void symlink(String path, String target) {
      lines.add(path + " -> " + target);
    }

    @Override
    public void hardLink(String path, String existing) {
      lines.add(path + " == " + existing);
    }
  }
}
