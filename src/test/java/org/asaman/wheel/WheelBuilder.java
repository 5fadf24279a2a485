package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.asaman.store.Digest;

/// Makes wheels, right ones and wrong ones; by another writer of ZIP archives than the program's.
final class WheelBuilder {
  static final String FILE_NAME = "demo-1.0-py3-none-any.whl";
  static final String INFO = "demo-1.0.dist-info/";
  static final String METADATA = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n";
  static final String WHEEL =
      "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n";

  private static final int REGULAR = 0100644;
  private static final int LINK = 0120777;

  private record Member(byte[] content, int mode) {}

  private final Map<String, Member> members = new LinkedHashMap<>();
  private String fileName = FILE_NAME;
  private UnaryOperator<String> recordFile = UnaryOperator.identity();
  private int level = Deflater.DEFAULT_COMPRESSION;

  /// A small wheel that is right.
  WheelBuilder() {
    file("demo/__init__.py", "answer = 42\n");
    file(INFO + "METADATA", METADATA);
    file(INFO + "WHEEL", WHEEL);
  }

  WheelBuilder named(String name) {
    fileName = name;
    return this;
  }

  WheelBuilder file(String name, String content) {
    return file(name, content.getBytes(UTF_8), REGULAR);
  }

  WheelBuilder file(String name, byte[] content, int mode) {
    members.put(name, new Member(content, mode));
    return this;
  }

  WheelBuilder link(String name, String target) {
    return file(name, target.getBytes(UTF_8), LINK);
  }

  WheelBuilder folder(String name) {
    return file(name + "/", new byte[0], 040755);
  }

  WheelBuilder without(String name) {
    members.remove(name);
    return this;
  }

  WheelBuilder uncompressed() {
    level = Deflater.NO_COMPRESSION;
    return this;
  }

  /// Changes the text of RECORD, which would otherwise be right.
  WheelBuilder editRecord(UnaryOperator<String> edit) {
    recordFile = edit;
    return this;
  }

  WheelBuilder replaceInRecord(String old, String replacement) {
    return editRecord(text -> {
      if (!text.contains(old)) {
        throw new IllegalArgumentException(old + " is not in RECORD:\n" + text);
      }
      return text.replace(old, replacement);
    });
  }

  /// A line of RECORD for some content.
  static String recordLine(String path, String content) {
    return recordLine(path, content.getBytes(UTF_8));
  }

  private static String recordLine(String path, byte[] content) {
    Digest digest = Digest.of(content);
    String hash =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(HexFormat.of().parseHex(digest.hash()));
    return path + ",sha256=" + hash + "," + digest.size() + "\n";
  }

  Path in(Path folder) {
    Path path = folder.resolve(fileName);
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(path)) {
      out.setUseZip64(Zip64Mode.Never);
      out.setLevel(level);
      for (Map.Entry<String, Member> member : withRecord().entrySet()) {
        ZipArchiveEntry entry = new ZipArchiveEntry(member.getKey());
        entry.setUnixMode(member.getValue().mode());
        entry.setTime(1_700_000_000_000L);
        out.putArchiveEntry(entry);
        out.write(member.getValue().content());
        out.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }

  private Map<String, Member> withRecord() {
    StringBuilder lines = new StringBuilder();
    members.forEach((name, member) -> {
      if (!name.endsWith("/") && !name.contains("RECORD.")) {
        lines.append(recordLine(quoted(name), member.content()));
      }
    });
    lines.append(INFO).append("RECORD,,\n");
    Map<String, Member> all = new LinkedHashMap<>(members);
    String text = recordFile.apply(lines.toString());
    if (!text.isEmpty()) {
      all.put(INFO + "RECORD", new Member(text.getBytes(UTF_8), REGULAR));
    }
    return all;
  }

  private static String quoted(String name) {
    return name.contains(",") || name.contains("\"")
        ? '"' + name.replace("\"", "\"\"") + '"'
        : name;
  }
}
