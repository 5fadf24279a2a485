package org.asaman.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.asaman.problem.AsamanException;
import org.asaman.store.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is read of a damaged archive is what Python's readers read of it: where they would not
/// agree, it was refused.
class DifferentialTest {
  private static final String PYTHON =
      """
      import hashlib, os, posixpath, stat, sys, tarfile, zipfile

      def content(data):
          return hashlib.sha256(data).hexdigest()

      def of_zip(path):
          with zipfile.ZipFile(path) as archive:
              for info in archive.infolist():
                  if info.is_dir():
                      yield info.filename.rstrip('/'), 'folder'
                  elif stat.S_ISLNK(info.external_attr >> 16):
                      yield info.filename, 'link ' + posixpath.normpath(archive.read(info).decode())
                  else:
                      yield info.filename, content(archive.read(info))

      def of_tar(path):
          with tarfile.open(path) as archive:
              for member in archive:
                  name = member.name.removeprefix('./')
                  if member.isdir():
                      yield name, 'folder'
                  elif member.issym():
                      yield name, 'link ' + posixpath.normpath(member.linkname)
                  elif member.islnk():
                      yield name, 'same ' + member.linkname
                  else:
                      yield name, content(archive.extractfile(member).read())

      for path in sorted(os.listdir(sys.argv[1])):
          whole = os.path.join(sys.argv[1], path)
          members = of_zip(whole) if path.endswith('.zip') else of_tar(whole)
          for name, what in members:
              print(path, name.encode().hex(), what)
      """;

  @TempDir Path folder;

  @Test
  void pythonReadsTheSame() throws Exception {
    byte[] tar =
        TarBuilder.tar()
            .extension('g', TarBuilder.records("comment", "x"))
            .folder("p-1/")
            .file("p-1/a", "a".repeat(20))
            .pax("path", "p-1/b", "mtime", "1.5")
            .file("p-1/x")
            .extension('L', "p-1/" + "c".repeat(150) + "\0")
            .file("p-1/y")
            .symlink("p-1/d", "a")
            .hardLink("p-1/e", "p-1/a")
            .file("z", TarBuilder.with(345, "p-1/prefix"))
            .end();
    byte[] zip =
        ZipBuilder.zip()
            .add(ZipBuilder.folder("p-1/"), ZipBuilder.entry("p-1/a", "a".repeat(50)))
            .add(ZipBuilder.entry("p-1/b").described(), ZipBuilder.entry("p-1/c").stored())
            .add(ZipBuilder.entry("p-1/d").extra(ZipBuilder.extra(0x5455, new byte[5])))
            .build();

    List<String> ours = new ArrayList<>();
    ours.addAll(accepted(".tar.gz", tar, bytes -> Hostile.gzip(withChecksums(bytes))));
    int tars = ours.size();
    ours.addAll(accepted(".zip", zip, bytes -> bytes));

    assertThat(tars).isGreaterThan(100);
    assertThat(ours).hasSizeGreaterThan(tars + 100);
    assertThat(python()).containsExactlyInAnyOrderElementsOf(ours);
  }

  /// Keeps those of many damaged archives that are read, and says what was read of them.
  private List<String> accepted(String suffix, byte[] valid, UnaryOperator<byte[]> wrapping)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (int seed = 0; seed < 1500; seed++) {
      String name = seed + suffix;
      Path file = folder.resolve(name);
      Files.write(file, wrapping.apply(Mutation.of(valid, new Random(seed))));
      try {
        Members members = new Members();
        SourceArchive.read(file, Limits.DEFAULT, members);
        members.found.forEach((path, what) -> lines.add(name + " " + hex(path) + " " + what));
      } catch (AsamanException _) {
        Files.delete(file);
      }
    }
    return lines;
  }

  /// Makes every header's checksum right, or nearly all changes would end there.
  private static byte[] withChecksums(byte[] tar) {
    byte[] result = tar.clone();
    for (int at = 0; at + 512 <= tar.length; at += 512) {
      if (new String(tar, at + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
        byte[] header = TarBuilder.withChecksum(Arrays.copyOfRange(tar, at, at + 512));
        System.arraycopy(header, 0, result, at, 512);
      }
    }
    return result;
  }

  private List<String> python() throws Exception {
    Process process =
        new ProcessBuilder("python3", "-X", "utf8", "-c", PYTHON, folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static String hex(String name) {
    return HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
  }

  private static final class Members implements MemberSink {
    private final TreeMap<String, String> found = new TreeMap<>();

    @Override
    public void directory(String path) {
      found.put(path, "folder");
    }

    @Override
    public void file(String path, boolean executable, InputStream content) throws IOException {
      found.put(path, Digest.of(content.readAllBytes()).hash());
    }

    @Override
    public void symlink(String path, String target) {
      found.put(path, "link " + target);
    }

    @Override
    public void hardLink(String path, String existing) {
      found.put(path, "same " + existing);
    }
  }
}
