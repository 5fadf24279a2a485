package org.asaman.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.asaman.process.ChildProcess;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The wheel that is chosen is the one that the real pip would take.
final class WheelChoiceTest {
  @TempDir Path folder;

  private static Optional<String> best(String... names) {
    return new WheelChoice(() -> LockFixture.PYTHON.tags(System.getenv()))
        .best(ProjectName.of("a"), Version.parse("1.0"), List.of(names), Function.identity());
  }

  @Test
  void theBestTagWinsAndThenTheHighestBuildNumber() {
    String minor = LockFixture.PYTHON.minorVersion().replace(".", "");
    String own = "a-1.0-cp" + minor + "-cp" + minor + "-manylinux_2_17_x86_64.whl";

    assertThat(best("a-1.0-py3-none-any.whl", own, "a-1.0-py2.py3-none-any.whl"))
        .contains(
            LockFixture.PYTHON.platform().equals("linux-x86_64") ? own : "a-1.0-py3-none-any.whl");
    assertThat(
            best(
                "a-1.0-9-py3-none-any.whl",
                "a-1.0-10-py3-none-any.whl",
                "a-1.0-py3-none-any.whl",
                "a-1.0-10a-py3-none-any.whl"))
        .contains("a-1.0-10a-py3-none-any.whl");
  }

  @Test
  void whatIsOfAnotherVersionOrCannotBeInstalledIsNoChoice() {
    assertThat(
            best(
                "a-1.1-py3-none-any.whl",
                "b-1.0-py3-none-any.whl",
                "a-1.0-cp27-none-any.whl",
                "a-1.0-py3-none-win_amd64.whl",
                "a-1.0.tar.gz",
                "a-1.0-py3-none-any.whl.asc",
                "nonsense.whl"))
        .isEmpty();
  }

  @Test
  void pipTakesTheSame() throws IOException, java.util.concurrent.TimeoutException {
    List<String> names = new ArrayList<>();
    for (String tag :
        List.of("py3-none-any", "py2.py3-none-any", "py38-none-any", "cp38-abi3-linux_x86_64")) {
      for (String build : List.of("", "1-", "2-", "02b-")) {
        names.add("a-1.0-" + build + tag + ".whl");
      }
    }
    for (int round = 0; round < 3; round++) {
      Path links = Files.createDirectories(folder.resolve("links" + round));
      List<String> offered = new ArrayList<>();
      for (int i = round; i < names.size(); i += round + 1) {
        Path wheel = LockFixture.wheel(folder, "a", "1.0");
        Files.copy(wheel, links.resolve(names.get(i)));
        offered.add(names.get(i));
      }
      assertThat(best(offered.toArray(String[]::new))).contains(ofPip(links));
    }
  }

  private String ofPip(Path links) throws IOException, java.util.concurrent.TimeoutException {
    Path to = Files.createDirectories(folder.resolve(links.getFileName() + "-taken"));
    List<String> command =
        List.of(
            LockFixture.PYTHON.executable().toString(),
            "-m",
            "pip",
            "download",
            "--isolated",
            "--no-index",
            "--no-deps",
            "--find-links",
            links.toString(),
            "-d",
            to.toString(),
            "a");
    var ended =
        new ChildProcess(
                command, Map.of("PATH", "/usr/bin:/bin"), folder, "", Duration.ofMinutes(1))
            .run();
    try (Stream<Path> files = Files.list(to)) {
      return files
          .map(file -> file.getFileName().toString())
          .findFirst()
          .orElseThrow(() -> new AssertionError(ended.errors()));
    }
  }
}
