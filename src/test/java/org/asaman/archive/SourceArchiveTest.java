package org.asaman.archive;

import static org.asaman.archive.TarBuilder.records;
import static org.asaman.archive.TarBuilder.tar;
import static org.asaman.archive.TarBuilder.with;
import static org.asaman.archive.ZipBuilder.entry;
import static org.asaman.archive.ZipBuilder.folder;
import static org.asaman.archive.ZipBuilder.symlink;
import static org.asaman.archive.ZipBuilder.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SourceArchiveTest {
  private static final String LONG = "p-1/" + "long/".repeat(60) + "name";

  @TempDir Path folder;

  @Test
  void givesMembersInTheirOrder() throws IOException {
    assertThat(
            read(
                tar()
                    .folder("p-1/")
                    .file("p-1/b", "1")
                    .file("p-1/a", header -> header[106] = '1')
                    .symlink("p-1/c", "b")
                    .hardLink("p-1/d", "p-1/b")))
        .containsExactly("p-1/", "p-1/b = 1", "p-1/a* = content", "p-1/c -> b", "p-1/d == p-1/b");
  }

  @Test
  void dropsADotInFrontOfNames() throws IOException {
    assertThat(
            read(
                tar()
                    .folder("./")
                    .folder("./p-1/")
                    .file("./p-1/a")
                    .hardLink("././p-1/b", "./p-1/a")))
        .containsExactly("p-1/", "p-1/a = content", "p-1/b == p-1/a");
  }

  @Test
  void readsLongNamesInEveryForm() throws IOException {
    List<String> expected = List.of(LONG + " = content");

    assertThat(read(tar().extension('L', LONG + "\0").file("p-1/long"))).isEqualTo(expected);
    assertThat(read(tar().extension('L', LONG).file("p-1/long"))).isEqualTo(expected);
    assertThat(read(tar().pax("path", LONG).file("p-1/long"))).isEqualTo(expected);
    assertThat(read(tar().pax("path", LONG, "size", "7").file("p-1/long"))).isEqualTo(expected);
    assertThat(read(tar().file("name", with(345, "p-1/prefix"))))
        .containsExactly("p-1/prefix/name = content");
  }

  @Test
  void readsLongLinksInEveryForm() throws IOException {
    String target = "long/".repeat(60) + "name";
    List<String> expected = List.of("p-1/a -> " + target);

    assertThat(read(tar().extension('K', target + "\0").symlink("p-1/a", "long")))
        .isEqualTo(expected);
    assertThat(read(tar().pax("linkpath", target).symlink("p-1/a", "long"))).isEqualTo(expected);
  }

  @Test
  void anExtensionIsForOneMemberOnly() throws IOException {
    assertThat(read(tar().pax("path", "p-1/x").file("p-1/a").file("p-1/b")))
        .containsExactly("p-1/x = content", "p-1/b = content");
  }

  @Test
  void readsOldTypes() throws IOException {
    int[] v7 = new int[8];

    assertThat(
            read(
                tar()
                    .member("p-1/", '\0', "", "", with(257, v7))
                    .member("p-1/a", '\0', "", "1", with(257, v7))
                    .member("p-1/b", '\0', "", "2", _ -> {})
                    .member("p-1/c", '7', "", "3", _ -> {})
                    .member("p-1/d", '0', "", "4", with(257, "ustar  \0"))))
        .containsExactly("p-1/", "p-1/a = 1", "p-1/b = 2", "p-1/c = 3", "p-1/d = 4");
  }

  @Test
  void readsNumbersOfOddForms() throws IOException {
    assertThat(
            read(
                tar()
                    .file("p-1/a", with(124, "          7 "))
                    .file("p-1/b", with(124, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7))
                    .file("p-1/c", with(124, "000000000007"))
                    .file("p-1/d", with(100, new int[8]))))
        .containsExactly(
            "p-1/a = content", "p-1/b = content", "p-1/c = content", "p-1/d = content");
  }

  @Test
  void takesNoNoticeOfWhatItDoesNotNeed() throws IOException {
    byte[] attribute = records("SCHILY.xattr.user.x", "x");
    attribute[attribute.length - 2] = (byte) 0xff;

    assertThat(
            read(
                tar()
                    .extension('g', records("comment", "0123456789abcdef"))
                    .pax("mtime", "9e9999999", "uid", "99999999999999", "atime", "")
                    .file("p-1/a")
                    .pax("mtime", "9".repeat(300_000))
                    .file("p-1/b")
                    .extension('x', attribute)
                    .file("p-1/c")
                    .file(
                        "p-1/d",
                        with(136, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))))
        .containsExactly(
            "p-1/a = content", "p-1/b = content", "p-1/c = content", "p-1/d = content");
  }

  @ParameterizedTest
  @CsvSource({
    "b, b",
    "./b, b",
    "., .",
    "sub//b/, sub/b",
    "../d/b, ../d/b",
    "../e, ../e",
    "b.., b.."
  })
  void keepsLinksThatStayInTheirTree(String target, String kept) throws IOException {
    assertThat(read(tar().symlink("p-1/d/a", target))).containsExactly("p-1/d/a -> " + kept);
  }

  @Test
  void readsZipsWithFoldersLinksAndDescriptors() throws IOException {
    Path file = folder.resolve("p-1.zip");
    Files.write(
        file,
        zip()
            .add(
                folder("p-1/"),
                entry("p-1/a", "1"),
                entry("p-1/b", "2").described(),
                entry("p-1/c", "3").mode(0100755),
                entry("p-1/\u00fc", "4").utf8().stored(),
                symlink("p-1/d", "./a"),
                entry("p-1/e", "").stored().described())
            .build());

    assertThat(RecordingSink.read(file))
        .containsExactly(
            "p-1/",
            "p-1/a = 1",
            "p-1/b = 2",
            "p-1/c* = 3",
            "p-1/\u00fc = 4",
            "p-1/d -> a",
            "p-1/e = ");
  }

  @Test
  void readsZipsOfTheJdk() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : List.of("p-1/", "p-1/a", "p-1/\u00fc")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.endsWith("/") ? new byte[0] : "content".getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = Files.write(folder.resolve("p-1.zip"), bytes.toByteArray());

    assertThat(RecordingSink.read(file))
        .containsExactly("p-1/", "p-1/a = content", "p-1/\u00fc = content");
  }

  static Stream<String> madeByPython() {
    return Stream.of("gz", "bz2", "xz")
        .flatMap(compression ->
            Stream.of("USTAR", "GNU", "PAX").map(format -> compression + " " + format));
  }

  @ParameterizedTest
  @MethodSource("madeByPython")
  void readsTarsOfPython(String kind) throws Exception {
    String[] parts = kind.split(" ");
    Path file = folder.resolve("p-1.tar." + parts[0]);
    String script =
        """
        import io, sys, tarfile
        path, compression, form = sys.argv[1:]
        with tarfile.open(path, 'w:' + compression, format=getattr(tarfile, form + '_FORMAT')) as t:
            def add(name, content=b'', **fields):
                member = tarfile.TarInfo(name)
                member.size, member.mtime = len(content), 1600000000.25
                for key, value in fields.items():
                    setattr(member, key, value)
                t.addfile(member, io.BytesIO(content))
            add('p-1', type=tarfile.DIRTYPE, mode=0o755)
            add('p-1/run', b'1', mode=0o755)
            add('p-1/' + 'n' * 120 if form != 'USTAR' else 'p-1/' + 'd' * 90 + '/' + 'n' * 90, b'2')
            add('p-1/\u00fc', b'3' * 600)
            add('p-1/link', type=tarfile.SYMTYPE, linkname='run')
            add('p-1/hard', type=tarfile.LNKTYPE, linkname='p-1/run')
        """;
    run("python3", "-X", "utf8", "-c", script, file.toString(), parts[0], parts[1]);

    assertThat(RecordingSink.read(file))
        .containsExactly(
            "p-1/",
            "p-1/run* = 1",
            (parts[1].equals("USTAR")
                    ? "p-1/" + "d".repeat(90) + "/" + "n".repeat(90)
                    : "p-1/" + "n".repeat(120))
                + " = 2",
            "p-1/\u00fc = " + "3".repeat(600),
            "p-1/link -> run",
            "p-1/hard == p-1/run");
  }

  @Test
  void readsTarsAndZipsOfTheCommandLine() throws Exception {
    Path top = Files.createDirectories(folder.resolve("in/p-1"));
    Files.writeString(top.resolve("a"), "1");
    Files.writeString(top.resolve("x".repeat(150)), "2");
    Files.createSymbolicLink(top.resolve("c"), Path.of("a"));
    String in = folder.resolve("in").toString();
    run("tar", "-C", in, "--sort=name", "-czf", folder + "/gnu.tgz", "./p-1");
    run("tar", "-C", in, "--sort=name", "--format=posix", "-czf", folder + "/pax.tgz", "p-1");
    List<String> expected =
        List.of("p-1/", "p-1/a = 1", "p-1/c -> a", "p-1/" + "x".repeat(150) + " = 2");

    assertThat(RecordingSink.read(folder.resolve("gnu.tgz"))).isEqualTo(expected);
    assertThat(RecordingSink.read(folder.resolve("pax.tgz"))).isEqualTo(expected);
  }

  @Test
  void readsWhatPythonStreamsToAPipe() throws Exception {
    Path file = folder.resolve("p-1.zip");
    String script =
        """
        import sys, zipfile
        class Pipe:
            def __init__(self, file): self.file = file
            def write(self, data): return self.file.write(data)
            def flush(self): self.file.flush()
        with open(sys.argv[1], 'wb') as f, zipfile.ZipFile(Pipe(f), 'w', zipfile.ZIP_DEFLATED) as z:
            z.writestr('p-1/a', 'content')
            z.writestr('p-1/b', '')
            with z.open('p-1/c', 'w', force_zip64=True) as member:
                member.write(b'big')
        """;
    run("python3", "-c", script, file.toString());

    assertThat(RecordingSink.read(file))
        .containsExactly("p-1/a = content", "p-1/b = ", "p-1/c = big");
  }

  @Test
  void namesWhatIsNoFile() {
    AsamanException missing =
        catchThrowableOfType(
            AsamanException.class, () -> RecordingSink.read(folder.resolve("p-1.tar.gz")));
    AsamanException directory =
        catchThrowableOfType(AsamanException.class, () -> RecordingSink.read(folder));

    assertThat(missing.problem()).isInstanceOf(Problem.BadFile.class);
    assertThat(directory.problem()).isInstanceOf(Problem.BadFile.class);
  }

  @Test
  void doesNotTakeASinksTroubleForItsOwn() throws IOException {
    Path file = Files.write(folder.resolve("p-1.tar.gz"), Hostile.gzip(tar().file("p-1/a").end()));
    MemberSink full =
        new MemberSink() {
          @Override
          public void directory(String path) {}

          @Override
          public void file(String path, boolean executable, InputStream content)
              throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void symlink(String path, String target) {}

          @Override
          public void hardLink(String path, String existing) {}
        };

    assertThatThrownBy(() -> SourceArchive.read(file, Limits.DEFAULT, full))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("No space left on device");
  }

  private List<String> read(TarBuilder tar) throws IOException {
    Path file = Files.write(folder.resolve("p-1.tgz"), Hostile.gzip(tar.end()));
    return RecordingSink.read(file);
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
