package org.asaman.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.asaman.store.Digest;
import org.asaman.testing.Commands;
import org.asaman.testing.Commands.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DiffCommandTest {
  private static final String NAME = "demo-1.0-py3-none-any.whl";

  @TempDir Path folder;

  private Path left;
  private Path right;

  @BeforeEach
  void write() throws IOException {
    left = wheel("a", "answer = 41\n");
    right = wheel("b", "answer = 42\n");
  }

  private Path wheel(String in, String code) throws IOException {
    Path file = Files.createDirectories(folder.resolve(in)).resolve(NAME);
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(file)) {
      out.setUseZip64(Zip64Mode.Never);
      ZipArchiveEntry entry = new ZipArchiveEntry("demo.py");
      entry.setTime(1_700_000_000_000L);
      out.putArchiveEntry(entry);
      out.write(code.getBytes(UTF_8));
      out.closeArchiveEntry();
    }
    return file;
  }

  private static void record(Path wheel, String compiler) throws IOException {
    Files.writeString(
        Path.of(wheel + ".build.json"),
        "{\"schema\": \"asaman/build-record/1\", \"toolchain\": [\"cc: " + compiler + "\"]}");
  }

  private Result diff(Object... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "diff";
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = arguments[i].toString();
    }
    return new Commands(
            folder,
            Optional.empty(),
            (environment, out, err, args) ->
                new Program("asaman", environment, new Console(out, err)).run(args))
        .runWithoutStore(all);
  }

  @Test
  void tellsTheGradeFirstThenInputsThenMembers() throws IOException {
    record(left, "gcc 12");
    record(right, "gcc 13");
    Result result = diff(left, right);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            """
            different: %s and %s

            inputs
              toolchain cc
                -gcc 12
                +gcc 13

            demo.py
              text line 1
                -answer = 41
                +answer = 42
            """
                .formatted(left, right));
  }

  @Test
  void identicalFilesEndWithZero() throws IOException {
    Result result = diff(left, wheel("c", "answer = 41\n"));
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("identical: " + left).hasLineCount(1);
  }

  @Test
  void writesTheSameAsJson() throws IOException {
    record(left, "gcc 12");
    record(right, "gcc 13");
    Path file = folder.resolve("out.json");
    assertThat(diff(left, right, "--json", file).exitCode()).isEqualTo(1);
    JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
    assertThat(json.get("schema").stringValue()).isEqualTo("asaman/diff/1");
    assertThat(json.get("grade").stringValue()).isEqualTo("different");
    assertThat(json.get("left").get("file").stringValue()).isEqualTo(left.toString());
    assertThat(json.get("right").get("sha256").stringValue())
        .isEqualTo(Digest.of(Files.readAllBytes(right)).hash());
    assertThat(json.get("inputs").get(0))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    "{\"input\":\"toolchain\",\"what\":\"cc\",\"left\":\"gcc 12\",\"right\":\"gcc 13\"}"));
    assertThat(json.get("differences").get(0))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    "{\"member\":\"demo.py\",\"kind\":\"text\",\"place\":\"line 1\","
                        + "\"left\":\"answer = 41\",\"right\":\"answer = 42\",\"lines\":[]}"));
  }

  @Test
  void unreadableInputEndsWithTwoAndOneLine() throws IOException {
    Files.writeString(right, "no zip");
    for (Path other : new Path[] {right, folder.resolve("gone.whl"), folder}) {
      Result result = diff(left, other);
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).startsWith("asaman: ").hasLineCount(1);
      assertThat(result.out()).isEmpty();
    }
    Files.writeString(Path.of(left + ".build.json"), "{");
    Files.writeString(Path.of(right + ".build.json"), "{");
    Files.copy(left, right, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(diff(left, right).err()).contains(".build.json: is not a build record");
  }

  @Test
  void helpSaysWhatTheExitCodesAre() {
    Result result = diff("--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("asaman diff A B", "metadata-only", "Exit codes: 0 identical");
  }
}
