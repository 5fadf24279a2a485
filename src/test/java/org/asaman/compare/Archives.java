package org.asaman.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/// Makes archives to be compared, by another writer than the program's.
final class Archives {
  static final String WHEEL = "demo-1.0-py3-none-any.whl";
  static final String INFO = "demo-1.0.dist-info/";

  private final Map<String, byte[]> members = new LinkedHashMap<>();
  private int mode = 0100644;
  private long time = 1_700_000_000_000L;
  private int level = 6;
  private String owner = "builder";

  Archives file(String name, byte[] content) {
    members.remove(name);
    members.put(name, content);
    return this;
  }

  Archives file(String name, String content) {
    return file(name, content.getBytes(UTF_8));
  }

  Archives mode(int bits) {
    mode = 0100000 | bits;
    return this;
  }

  Archives time(long millis) {
    time = millis;
    return this;
  }

  Archives level(int value) {
    level = value;
    return this;
  }

  Archives owner(String name) {
    owner = name;
    return this;
  }

  /// A wheel with a RECORD whose rows name sizes.
  static Archives wheel() {
    return new Archives()
        .file("demo/__init__.py", "answer = 42\n")
        .file(INFO + "METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
        .file(INFO + "WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n");
  }

  Path wheelIn(Path folder) {
    StringBuilder rows = new StringBuilder();
    members.forEach((name, content) ->
        rows.append(name).append(",sha256=").append(Arrays.hashCode(content)).append(",1\n"));
    members.putIfAbsent(INFO + "RECORD", rows.toString().getBytes(UTF_8));
    return write(folder, WHEEL, zip());
  }

  Path sdistIn(Path folder, long headerTime) {
    return write(folder, "demo-1.0.tar.gz", gzip(tar(), headerTime));
  }

  byte[] zip() {
    try {
      Path file = Files.createTempFile("archive", ".zip");
      try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(file)) {
        out.setUseZip64(Zip64Mode.Never);
        out.setLevel(level);
        for (Map.Entry<String, byte[]> member : members.entrySet()) {
          ZipArchiveEntry entry = new ZipArchiveEntry(member.getKey());
          entry.setUnixMode(member.getKey().endsWith("/") ? 040755 : mode);
          entry.setTime(time);
          out.putArchiveEntry(entry);
          out.write(member.getValue());
          out.closeArchiveEntry();
        }
      }
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] tar() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
        entry.setSize(member.getValue().length);
        entry.setMode(mode);
        entry.setModTime(time);
        entry.setNames(owner, owner);
        out.putArchiveEntry(entry);
        out.write(member.getValue());
        out.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] content, long headerTime) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GzipParameters parameters = new GzipParameters();
    parameters.setModificationTime(headerTime);
    try (GzipCompressorOutputStream out = new GzipCompressorOutputStream(bytes, parameters)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Path write(Path folder, String name, byte[] content) {
    try {
      Files.createDirectories(folder);
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
