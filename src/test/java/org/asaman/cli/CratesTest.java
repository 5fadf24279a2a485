package org.asaman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.testing.Commands.Result;
import org.asaman.testing.Needed;
import org.asaman.testing.SdistBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Packages whose backends call Cargo, with a crate of the registry that Cargo itself is configured
/// to use.
class CratesTest {
  private static final String MANIFEST =
      """
      [package]
      name = "tool"
      version = "0.1.0"
      edition = "2021"

      [dependencies]
      itoa = "=1.0.11"
      """;

  /// As Cargo writes it but for the registry's own name, which it fills in.
  private static final String CALL =
      """
      import subprocess
      of_module = build_wheel

      def build_wheel(folder, *rest):
          subprocess.run(["cargo", "build", "--release", "--locked"], check=True)
          said = subprocess.run(["target/release/tool"], capture_output=True, text=True, check=True)
          with open("module.py", "a") as module:
              module.write("said = %r\\n" % said.stdout)
          return of_module(folder, *rest)
      """;

  @TempDir Path folder;
  private LockWorld world;

  @BeforeEach
  void offerWhatCallsCargo() throws Exception {
    boolean cargo = new ProcessBuilder("cargo", "--version").start().waitFor() == 0;
    Needed.require(cargo, "cargo");
    world = new LockWorld(folder);
    Path _ = world.wheel("maturin", "1.0");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Path sdist(String main) {
    return world.sdist(
        new SdistBuilder("rusty", "1.0")
            .file("Cargo.toml", MANIFEST)
            .file("src/main.rs", main)
            .backend(CALL),
        "rusty",
        "1.0",
        "maturin");
  }

  private static final String MAIN =
      "fn main() { println!(\"{} {}\", itoa::Buffer::new().format(42), file!()); }\n";

  @Test
  void aMissingLockIsMadeOnceAndStandsInTheBuildLockAndInABundle() throws Exception {
    Path sdist = sdist(MAIN);
    Path requirements = world.requirements(sdist);
    Result locked = world.lock();
    assertThat(locked.exitCode()).as(locked.err()).isZero();
    assertThat(world.lockText())
        .contains("crates = [\n    \"itoa 1.0.11 sha256:")
        .contains("cargo-locks = [\n    { path = \"Cargo.lock\", text = ");

    Result built = world.build("--locked");
    assertThat(built.exitCode()).as(built.err()).isZero();
    JsonNode crates =
        new JsonMapper().readTree(world.record("rusty-1.0-py3-none-any.whl")).path("crates");
    assertThat(crates.path("locked").path(0).asString("")).startsWith("itoa 1.0.11 sha256:");
    byte[] wheel = Files.readAllBytes(wheel());

    Path bundle = folder.resolve("bundle.tar");
    Result bundled = world.run("bundle", "-r", requirements.toString(), "-o", bundle.toString());
    assertThat(bundled.exitCode()).as(bundled.err()).isZero();
    Files.delete(wheel());
    Result offline = world.buildWithStore("empty", "--bundle", bundle.toString());
    assertThat(offline.exitCode()).as(offline.err()).isZero();
    assertThat(Files.readAllBytes(wheel())).isEqualTo(wheel);

    world.editLock("path = \"Cargo.lock\"", "path = \"module.py\"");
    Result other = world.buildWithStore("second", "--locked");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("rusty-1.0.tar.gz: lacks none of module.py");
    world.editLock("path = \"module.py\"", "path = \"Cargo.lock\"");

    world.editLock("itoa 1.0.11 sha256:", "itoa 1.0.10 sha256:");
    Result stale = world.buildWithStore("third", "--locked");
    assertThat(stale.exitCode()).isEqualTo(1);
    assertThat(stale.err()).contains("rusty 1.0: its Cargo.lock has other crates");
  }

  @Test
  void aCrateThatNoRegistryHasIsSaid() {
    Path sdist =
        world.sdist(
            new SdistBuilder("rusty", "1.0")
                .file("Cargo.toml", MANIFEST.replace("1.0.11", "1.99999.0"))
                .file("src/main.rs", MAIN)
                .backend(CALL),
            "rusty",
            "1.0",
            "maturin");
    Path _ = world.requirements(sdist);

    Result result = world.build();

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("rusty 1.0: its crates cannot be fetched");
  }

  private Path wheel() {
    return folder.resolve("wheels/rusty-1.0-py3-none-any.whl");
  }
}
