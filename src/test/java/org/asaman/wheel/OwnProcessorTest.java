package org.asaman.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.asaman.testing.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnProcessorTest {
  @TempDir Path folder;

  /// What is found in code that the real compiler makes, with debug information.
  private Optional<String> compiled(String... switches) throws Exception {
    Path source = folder.resolve("a.c");
    Files.writeString(source, "int f(int x) { return x + 1; }\n");
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/gcc", "-g", "-O2", "-fPIC", "-shared"));
    command.addAll(List.of(switches));
    command.addAll(List.of(source.toString(), "-o", folder.resolve("a.so").toString()));
    Needed.require(Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc");
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    try (InputStream in = Files.newInputStream(folder.resolve("a.so"))) {
      return OwnProcessor.of(in);
    }
  }

  @Test
  void codeForTheMachinesOwnProcessorIsSeen() throws Exception {
    assertThat(compiled("-march=native")).isPresent();
    assertThat(compiled("-mtune=native")).isPresent();
  }

  @Test
  void codeForAProcessorThatIsNamedIsTheSameEverywhere() throws Exception {
    assertThat(compiled()).isEmpty();
    assertThat(compiled("-O3")).isEmpty();
    assertThat(compiled(System.getProperty("os.arch").equals("amd64") ? "-mavx2" : "-O1"))
        .isEmpty();
  }

  @Test
  void onlyMachineCodeIsLookedAt() throws IOException {
    String producer = "GNU C17 12 --param=l1-cache-size=48 -march=znver3\0";
    assertThat(of("\u007fELF" + producer)).contains("-march=znver3");
    assertThat(of("\u007fELFGGNU GNU " + producer)).contains("-march=znver3");
    assertThat(of("\u007fELF" + producer.replace("GNU ", ""))).isEmpty();
    assertThat(of(producer)).isEmpty();
    assertThat(of("")).isEmpty();
  }

  private static Optional<String> of(String content) throws IOException {
    return OwnProcessor.of(new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
