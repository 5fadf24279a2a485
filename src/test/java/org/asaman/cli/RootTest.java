package org.asaman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asaman.testing.Commands;
import org.asaman.testing.HostRoot;
import org.asaman.testing.SdistBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Builds in a root that is made of this machine's own files.
final class RootTest {
  /// Writes what the build sees into the module.
  private static final String LOOK =
      """
      import os, pathlib, platform
      seen = [sorted(os.listdir("/")), pathlib.Path("/etc/os-release").read_text(),
          pathlib.Path("/opt/marker").read_text(), sorted(os.listdir("/home") if os.path.exists("/home") else []),
          sorted(os.listdir("/etc")), pathlib.Path("/etc/passwd").read_text()]
      open("module.py", "a").write("seen = " + repr(seen))
      """;

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path root;

  @BeforeAll
  static void makeRoot() throws IOException {
    root = HostRoot.make(shared.resolve("root"));
    Files.createDirectories(root.resolve("opt"));
    Files.writeString(root.resolve("opt/marker"), "of the root");
    Files.createDirectories(root.resolve("home/someone"));
  }

  @Test
  void theSameWheelHoweverTheSandboxIsChosen() throws IOException {
    try (LockWorld world = new LockWorld(folder)) {
      Path sdist = new SdistBuilder("demo", "1.0").backend(LOOK).write(folder);
      List<String> hashes = new ArrayList<>();
      for (String form : List.of("bwrap", "auto")) {
        Commands.Result result =
            world.runWithStore(
                form,
                "-s",
                sdist.toString(),
                "--root",
                root.toString(),
                "--sandbox",
                form,
                "-o",
                folder.resolve("wheels").toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode record = record("demo-1.0-py3-none-any.whl");
        hashes.add(record.at("/wheel/sha256").asString());
        assertThat(record.at("/root/digest").asString()).matches("[0-9a-f]{64}/[0-9]+");
        assertThat(record.at("/root/system").asString()).isEqualTo("A small root");
        assertThat(record.has("toolchain")).isFalse();
      }
      assertThat(hashes.stream().distinct()).as(hashes.toString()).hasSize(1);
      assertThat(module())
          .contains("'of the root'", "A small root", "build:x:1000:1000", "'ld.so.preload'")
          .doesNotContain("someone");
    }
  }

  @Test
  void anotherRootIsAnotherAction() throws IOException {
    try (LockWorld world = new LockWorld(folder)) {
      Path sdist = new SdistBuilder("demo", "1.0").write(folder);
      Path marker = root.resolve("opt/marker");
      String[] build = {
        "-s", sdist.toString(), "--root", root.toString(), "-o", folder.resolve("wheels").toString()
      };
      assertThat(world.runWithStore("store", build).out()).contains("built");
      assertThat(world.runWithStore("store", build).out()).contains("cached");
      Files.writeString(marker, "of another root");
      try {
        assertThat(world.runWithStore("store", build).out()).contains("built");
      } finally {
        Files.writeString(marker, "of the root");
      }
    }
  }

  @Test
  void buildRequirementsAreResolvedForItsInterpreterAndInstalledInIt() throws IOException {
    try (LockWorld world = new LockWorld(folder)) {
      world.wheel("tool", "1.0");
      Path sdist =
          world.sdist(
              new SdistBuilder("demo", "1.0")
                  .backend("import importlib.metadata as m; m.version('tool')"),
              "demo",
              "1.0",
              "tool");
      Commands.Result result =
          world.runWithStore(
              "store",
              "-r",
              world.requirements(sdist).toString(),
              "--root",
              root.toString(),
              "-o",
              folder.resolve("wheels").toString());
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(
              record("demo-1.0-py3-none-any.whl")
                  .at("/build-requirements/packages/0/installed")
                  .asString())
          .startsWith("tool-1.0");
    }
  }

  @Test
  void noProgramOfItIsStartedWithTheRightsOfRoot() throws IOException {
    Path setpriv = root.resolve("usr/bin/setpriv");
    byte[] program = Files.readAllBytes(setpriv);
    Files.writeString(
        setpriv, "#!/bin/sh\nread map < /proc/self/uid_map; echo \"map: $map\" >&2; exit 1\n");
    try (LockWorld world = new LockWorld(folder)) {
      Path sdist = new SdistBuilder("demo", "1.0").write(folder);
      assertThat(error(world, sdist, "--root", root.toString()))
          .contains("map: ")
          .doesNotContain("4294967295");
    } finally {
      Files.write(setpriv, program);
    }
  }

  @Test
  void whatCannotBeTheRootIsSaidInOneLine() throws IOException {
    try (LockWorld world = new LockWorld(folder)) {
      Path sdist = new SdistBuilder("demo", "1.0").write(folder);
      Path empty = Files.createDirectory(folder.resolve("empty"));
      assertThat(error(world, sdist, "--root", folder.resolve("nowhere").toString()))
          .contains("nowhere: no such file or folder");
      assertThat(error(world, sdist, "--root", sdist.toString()))
          .contains("has no program setpriv");
      assertThat(error(world, sdist, "--root", root.toString(), "--sandbox", "unshare"))
          .contains("a root needs bubblewrap");
      assertThat(error(world, sdist, "--root", empty.toString()))
          .contains("has no program setpriv, which closes the sandbox");
      assertThat(error(world, sdist, "--root", root.toString(), "--python", "python2.7"))
          .contains("python2.7: not found on PATH");
      assertThat(error(world, sdist, "--root", root.toString(), "--sandbox", "none"))
          .contains("--root and --sandbox none contradict each other");
    }
  }

  private String error(LockWorld world, Path sdist, String... options) {
    List<String> line = new ArrayList<>(List.of("-s", sdist.toString()));
    line.addAll(List.of(options));
    Commands.Result result = world.runWithStore("store", line.toArray(String[]::new));
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    return result.err();
  }

  private JsonNode record(String wheel) throws IOException {
    return new JsonMapper()
        .readTree(Files.readString(folder.resolve("wheels").resolve(wheel + ".build.json")));
  }

  private String module() throws IOException {
    try (var wheel =
        FileSystems.newFileSystem(folder.resolve("wheels/demo-1.0-py3-none-any.whl"))) {
      return Files.readString(wheel.getPath("demo.py"));
    }
  }
}
