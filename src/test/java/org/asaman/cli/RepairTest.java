package org.asaman.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.asaman.index.IndexOptions;
import org.asaman.index.PackageIndex;
import org.asaman.index.PipConfiguration;
import org.asaman.problem.AsamanException;
import org.asaman.requirements.ProjectName;
import org.asaman.store.Digest;
import org.asaman.testing.NativeSdist;
import org.asaman.testing.Needed;
import org.asaman.testing.SdistBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `--repair` and `--strip` on modules in C that need more or less of the system, with the real
/// auditwheel from the index that pip is configured to use.
final class RepairTest {
  private static final JsonMapper JSON = new JsonMapper();

  /// One for all, so that the tools are fetched once.
  @TempDir static Path store;

  @TempDir Path folder;

  private record Result(int exitCode, String out, String err) {}

  @BeforeAll
  static void useTheUvOfTheCheckout() {
    System.setProperty("asaman.uv", Needed.uv().toString());
    Needed.require(
        Stream.of("/usr/bin/cc", "/usr/include/bzlib.h").allMatch(f -> Files.exists(Path.of(f))),
        "cc and bzlib.h (apt install gcc libbz2-dev)");
    Needed.require(isOffered("auditwheel"), "an index that has auditwheel");
  }

  private static boolean isOffered(String project) {
    Map<String, String> environment = System.getenv();
    try {
      return new PackageIndex(
              IndexOptions.NONE,
              () -> PipConfiguration.ask(Path.of("python3"), environment),
              environment)
          .project(ProjectName.of(project))
          .isPresent();
    } catch (AsamanException _) {
      return false;
    }
  }

  @Test
  void aLibraryOfTheSystemIsGraftedAndTheRecordSaysFromWhere() throws Exception {
    Path sdist = compressing("squeeze").write(folder);
    Result result = run("-s", sdist.toString(), "--repair", "--check");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("reproducible");
    Path wheel = onlyWheel();
    assertThat(wheel.getFileName().toString()).contains("manylinux").doesNotContain("-linux_");
    JsonNode repair = record(wheel).path("repair");
    assertThat(repair.path("built").asString()).contains("-linux_");
    assertThat(repair.path("tools").valueStream().map(tool -> tool.path("name").asString()))
        .contains("auditwheel", "patchelf");
    JsonNode graft = repair.path("grafted").path(0);
    Path library = Path.of(graft.path("path").asString());
    assertThat(graft.path("sha256").asString())
        .isEqualTo(Digest.of(Files.readAllBytes(library)).hash());
    assertThat(graft.path("sonames").path(0).asString()).startsWith("libbz2.so");
    if (Files.isDirectory(Path.of("/var/lib/dpkg"))) {
      assertThat(graft.path("package").path("name").asString()).isEqualTo("libbz2-1.0");
      assertThat(graft.path("package").path("version").asString()).isNotEmpty();
    }
    assertThat(
            python(
                wheel, "import squeeze; squeeze.answer(); print(open('/proc/self/maps').read())"))
        .contains(graft.path("file").asString());
  }

  @Test
  void aRepairedWheelIsVerifiedByItsRecordAndNeverTakenForWhatWasBuilt() throws Exception {
    Path sdist = compressing("again").write(folder);
    assertThat(run("-s", sdist.toString(), "--repair", "--strip").exitCode()).isZero();
    Path wheel = onlyWheel();
    byte[] bytes = Files.readAllBytes(wheel);
    String record = Files.readString(Path.of(wheel + ".build.json"));
    Result verified = runVerify(wheel.toString(), "--find-links", folder.toString());
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    Result reused =
        run(
            "-s",
            sdist.toString(),
            "--reuse",
            folder.resolve("wheels").toString(),
            "-o",
            folder.resolve("other").toString());
    assertThat(reused.exitCode()).as(reused.err()).isZero();
    try (Stream<Path> files = Files.list(folder.resolve("other"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.contains("-linux_"));
    }
    assertThat(
            run(
                    "-s",
                    sdist.toString(),
                    "--repair",
                    "--strip",
                    "--reuse",
                    folder.resolve("other").toString(),
                    "--store",
                    folder.resolve("store").toString())
                .exitCode())
        .isZero();
    assertThat(Files.readAllBytes(onlyWheel())).isEqualTo(bytes);
    assertThat(Files.readString(Path.of(wheel + ".build.json"))).isEqualTo(record);
  }

  @Test
  void aWheelWithTooNewASymbolSaysWhichAndIsNotWritten() throws Exception {
    Path sdist =
        new NativeSdist(
                "fresh",
                "#include <string.h>\nstatic char secret[9];",
                "(explicit_bzero(secret, 9), 1L)",
                "",
                "")
            .write(folder);
    Result result = run("-s", sdist.toString(), "--repair", "--plat", "manylinux_2_17");
    assertThat(result.exitCode()).as(result.out()).isEqualTo(1);
    assertThat(result.err())
        .contains("fresh 1.0: cannot be repaired to manylinux_2_17: ")
        .contains("explicit_bzero of GLIBC_2.25 from libc.so.6")
        .contains("nothing newer than GLIBC_2.17");
    assertThat(wheels()).isEmpty();
  }

  @Test
  void aWheelThatNeedsALibraryThatIsNotThereSaysWhich() throws Exception {
    Path sdist =
        new NativeSdist(
                "lost",
                "extern long gone(void);",
                "gone()",
                """
                open("gone.c", "w").write("long gone(void) { return 1; }")
                subprocess.check_call(["cc", "-shared", "-fPIC", "-o", "libgone.so", "gone.c"])
                """,
                "-L. -lgone")
            .write(folder);
    Result result = run("-s", sdist.toString(), "--repair");
    assertThat(result.exitCode()).as(result.out()).isEqualTo(1);
    assertThat(result.err())
        .contains("lost 1.0: cannot be repaired: lost.c")
        .contains("needs libgone.so, which is not on this system");
    assertThat(wheels()).isEmpty();
  }

  @Test
  void strippingLeavesAModuleThatCanBeImported() throws Exception {
    Path sdist = new NativeSdist("naked", "", "42L", "", "").write(folder);
    assertThat(run("-s", sdist.toString()).exitCode()).isZero();
    long before = Files.size(onlyWheel());
    Result result = run("-s", sdist.toString(), "--strip", "--check");
    assertThat(result.exitCode()).as(result.err()).isZero();
    Path wheel = onlyWheel();
    assertThat(Files.size(wheel)).isLessThan(before);
    assertThat(record(wheel).at("/repair/stripped/0").asString()).startsWith("naked.c");
    assertThat(record(wheel).at("/repair/tools")).isEmpty();
    assertThat(python(wheel, "import naked; print(naked.answer())").strip()).isEqualTo("42");
    // It needs nothing of libc, by which auditwheel tells manylinux from musllinux.
    Result repaired = run("-s", sdist.toString(), "--strip", "--repair", "-o", folder + "/other");
    assertThat(repaired.exitCode()).as(repaired.err()).isZero();
    assertThat(repaired.out()).containsPattern("naked-1.0-.*linux_[0-9]");
  }

  @Test
  void aPureWheelPassesThroughAndNeedsNoTool() throws Exception {
    Path sdist = new SdistBuilder("plain", "1.0").write(folder);
    Result result =
        run(
            "-s",
            sdist.toString(),
            "--repair",
            "--strip",
            "--no-index",
            "--store",
            folder.resolve("store").toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(onlyWheel()).hasFileName("plain-1.0-py3-none-any.whl");
    assertThat(record(onlyWheel()).has("repair")).isFalse();
  }

  @Test
  void whatContradictsItselfIsWrongUsage() throws Exception {
    Path sdist = new SdistBuilder("plain", "1.0").write(folder);
    assertThat(run("-s", sdist.toString(), "--repair", "--raw").exitCode()).isEqualTo(2);
    assertThat(run("-s", sdist.toString(), "--plat", "manylinux_2_28").err()).contains("--repair");
    assertThat(run("-s", sdist.toString(), "--repair", "--plat", "win32").err())
        .contains("--plat win32 is no tag");
  }

  private static NativeSdist compressing(String name) {
    return new NativeSdist(name, "#include <bzlib.h>", "(long) BZ2_bzlibVersion()[0]", "", "-lbz2");
  }

  private List<Path> wheels() throws IOException {
    Path wheels = folder.resolve("wheels");
    if (!Files.isDirectory(wheels)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(wheels)) {
      return files.filter(file -> file.toString().endsWith(".whl")).toList();
    }
  }

  private Path onlyWheel() throws IOException {
    assertThat(wheels()).hasSize(1);
    return wheels().getFirst();
  }

  private static JsonNode record(Path wheel) throws IOException {
    return JSON.readTree(Files.readString(Path.of(wheel + ".build.json")));
  }

  /// What a Python program prints that can import what a wheel holds.
  private String python(Path wheel, String program) throws Exception {
    Path unpacked = folder.resolve("unpacked");
    run(List.of("python3", "-m", "zipfile", "-e", wheel.toString(), unpacked.toString()));
    return run(
        List.of("env", "PYTHONPATH=" + unpacked, "LC_ALL=C.UTF-8", "python3", "-c", program));
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private Result run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("-o")) {
      all.addAll(List.of("-o", folder.resolve("wheels").toString()));
    }
    return program(all);
  }

  private Result runVerify(String... arguments) {
    List<String> all = new ArrayList<>(List.of("verify"));
    all.addAll(List.of(arguments));
    return program(all);
  }

  private Result program(List<String> arguments) {
    if (!arguments.contains("--store")) {
      arguments.addAll(List.of("--store", store.toString()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        new Program(
                "asaman",
                System.getenv(),
                new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)))
            .run(arguments.toArray(String[]::new));
    return new Result(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
