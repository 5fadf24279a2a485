package org.asaman.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.asaman.generate.OutputFormat;
import org.asaman.generate.TestWheels;
import org.asaman.problem.AsamanException;
import org.asaman.testing.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GenerateCommandTest {
  @TempDir private Path folder;

  private record Answer(int exitCode, String output) {}

  @Test
  void pipTakesTheGeneratedFile() throws Exception {
    TestWheels wheels = new TestWheels(folder.resolve("my wheels"));
    wheels.add("Foo.Bar-1.0-py3-none-any.whl", "Foo.Bar", "1.0");
    wheels.add("foo_bar-1.0.0-2-py2.py3-none-any.whl", "foo-bar", "1.0.0");
    wheels.add("foo_bar", "1.0.post1");
    wheels.add("qux", "2.0rc1");
    wheels.add("never", "1");
    requirements(
        """
        \ufeff# -*- header -*-
        --no-binary :all:
        --prefer-binary
        FOO_bar[X] == 1.0 \\
            --hash=sha256:%s
        qux===2.0rc1 ; python_version > "3" and os_name != 'a "b'
        never==1 ; python_version < "3"
        absent==1 ; python_version < "3"
        """
            .formatted("a".repeat(64)));
    assertThat(generate("-w", folder.resolve("my wheels").toString())).isEqualTo(ExitCode.OK);
    Answer pip =
        python(
            "-m",
            "pip",
            "download",
            "--isolated",
            "--disable-pip-version-check",
            "--no-index",
            "--no-deps",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--find-links",
            folder.resolve("my wheels").toString(),
            "-d",
            folder.resolve("downloaded").toString(),
            "-r",
            folder.resolve("verified-r.txt").toString());
    assertThat(pip.exitCode()).as(pip.output()).isZero();
    try (Stream<Path> downloaded = Files.list(folder.resolve("downloaded"))) {
      assertThat(downloaded.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "foo_bar-1.0.0-2-py2.py3-none-any.whl", "qux-2.0rc1-py3-none-any.whl");
    }
  }

  @Test
  void pipRefusesAWheelThatWasChangedAfterwards() throws Exception {
    Path wheel = new TestWheels(folder.resolve("wheels")).add("foo", "1.0");
    requirements("foo==1.0\n");
    assertThat(generate()).isEqualTo(ExitCode.OK);
    Files.write(wheel, new byte[] {0}, StandardOpenOption.APPEND);
    Answer pip =
        python(
            "-m",
            "pip",
            "download",
            "--isolated",
            "--disable-pip-version-check",
            "--no-index",
            "--no-deps",
            "--find-links",
            folder.resolve("wheels").toString(),
            "-d",
            folder.resolve("downloaded").toString(),
            "-r",
            folder.resolve("verified-r.txt").toString());
    assertThat(pip.exitCode()).as(pip.output()).isNotZero();
  }

  @Test
  void writesNothingIfAWheelIsMissing() throws IOException {
    new TestWheels(folder.resolve("wheels")).add("foo", "1.0");
    requirements("foo==1.0\nbar==1.0\n");
    Files.writeString(folder.resolve("verified-r.txt"), "before");
    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(this::generate)
        .withMessageContaining("r.txt:2: wheel of bar==1.0: not found in ");
    assertThat(folder.resolve("verified-r.txt")).hasContent("before");
    assertNoTemporaryFile();
  }

  @Test
  void replacesTheOutputWholeWithTheModeThatTheUmaskGives() throws IOException {
    new TestWheels(folder.resolve("wheels")).add("foo", "1.0");
    requirements("foo==1.0\n");
    Path output = folder.resolve("out.txt");
    Files.writeString(output, "a longer text that stood there before".repeat(100));
    assertThat(generate("-o", output.toString())).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(output)).startsWith("# Written by asaman-generate").endsWith("\n");
    assertThat(Files.getPosixFilePermissions(output))
        .isEqualTo(Files.getPosixFilePermissions(folder.resolve("r.txt")));
    assertNoTemporaryFile();
  }

  @Test
  void refusesToOverwriteWhatItReads() throws IOException {
    requirements("-r n.txt\n");
    Files.writeString(folder.resolve("n.txt"), "");
    for (String file : List.of("r.txt", "n.txt")) {
      assertThatExceptionOfType(AsamanException.class)
          .isThrownBy(() -> generate("-o", folder.resolve(file).toString()))
          .withMessageContaining("is one of the files to be read");
    }
  }

  @Test
  void refusesAMarkerThatCannotBeWritten() throws IOException {
    new TestWheels(folder.resolve("wheels")).add("foo", "1.0");
    requirements("foo==1.0 ; os_name != 'a\\x20#b'\n");
    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(this::generate)
        .withMessageContaining("verified-r.txt: ");
    assertThat(folder.resolve("verified-r.txt")).doesNotExist();
    assertNoTemporaryFile();
  }

  @Test
  void namesTheFolderThatIsNotThere() throws IOException {
    new TestWheels(folder.resolve("wheels")).add("foo", "1.0");
    requirements("foo==1.0\n");
    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(() -> generate("-o", folder.resolve("no/out.txt").toString()))
        .withMessageContaining("no/out.txt: cannot be written");
  }

  @Test
  void uvTakesTheGeneratedPylockAndNothingElse() throws Exception {
    TestWheels wheels = new TestWheels(folder.resolve("my wheels"));
    Path foo = wheels.add("foo", "1.0");
    wheels.add("never", "1");
    requirements(
        "foo[x]==1.0 ; python_version > '3'\nnever==1 ; python_version < '3'\n--no-binary :all:\n");

    assertThat(generate("-w", folder.resolve("my wheels").toString(), "--format", "PYLOCK"))
        .isEqualTo(ExitCode.OK);

    Path lock = folder.resolve("pylock.verified.toml");
    assertThat(lock)
        .content()
        .contains("lock-version = \"1.0\"", "created-by = \"asaman\"", "marker = \"python_version")
        .contains("path = \"my wheels/foo-1.0-py3-none-any.whl\"", "size = " + Files.size(foo));
    assertThat(sync(lock, "one").exitCode()).isZero();
    assertThat(folder.resolve("one")).isDirectoryRecursivelyContaining("glob:**/foo.py");
    assertThat(folder.resolve("one")).isDirectoryNotContaining("glob:**/never.py");
    Files.writeString(
        lock, Files.readString(lock).replaceFirst("sha256 = \"....", "sha256 = \"0000"));
    assertThat(sync(lock, "two").output()).contains("Hash mismatch");
  }

  @Test
  void aPylockHasAName() throws IOException {
    TestWheels wheels = new TestWheels(folder.resolve("wheels"));
    wheels.add("foo", "1.0");
    requirements("foo==1.0\n");

    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(() -> generate("--format", "PYLOCK", "-o", folder.resolve("x.toml").toString()))
        .withMessageContaining("'x.toml' is no name of a pylock.toml");
    assertThat(generate("--format", "PYLOCK", "-o", folder.resolve("pylock.x.toml").toString()))
        .isEqualTo(ExitCode.OK);
    assertThat(OutputFormat.PYLOCK.nameFor("pylock.dev.toml"))
        .isEqualTo("pylock.verified-dev.toml");
    assertThat(OutputFormat.REQUIREMENTS.nameFor("uv.lock")).isEqualTo("verified-uv.txt");
    assertThat(OutputFormat.REQUIREMENTS.nameFor("r.in")).isEqualTo("verified-r.in");
  }

  /// What the real uv makes of a pylock.toml, without an index.
  private Answer sync(Path lock, String target) throws Exception {
    Process process =
        new ProcessBuilder(
                Needed.uv().toString(),
                "pip",
                "sync",
                "--no-index",
                "--offline",
                "--no-cache",
                "--no-config",
                "--python",
                "python3",
                "--target",
                folder.resolve(target).toString(),
                lock.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Answer(process.waitFor(), output);
  }

  private void requirements(String content) throws IOException {
    Files.writeString(folder.resolve("r.txt"), content);
  }

  /// Runs the command; what the program would word leaves as it was thrown.
  private int generate(String... options) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(printed, true, UTF_8);
    List<String> arguments = new ArrayList<>(List.of("-w", folder.resolve("wheels").toString()));
    if (Arrays.asList(options).contains("-w")) {
      arguments.clear();
    }
    arguments.addAll(List.of(options));
    arguments.add(folder.resolve("r.txt").toString());
    AtomicReference<Exception> thrown = new AtomicReference<>();
    int exitCode =
        new CommandLine(new GenerateCommand(System.getenv(), new Console(stream, stream)))
            .setExecutionExceptionHandler((e, _, _) -> {
              thrown.set(e);
              return -1;
            })
            .execute(arguments.toArray(String[]::new));
    if (thrown.get() instanceof AsamanException e) {
      throw e;
    }
    assertThat(thrown.get()).isNull();
    return exitCode;
  }

  private void assertNoTemporaryFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.endsWith(".tmp"));
    }
  }

  private static Answer python(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("python3"), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Answer(process.waitFor(), output);
  }
}
