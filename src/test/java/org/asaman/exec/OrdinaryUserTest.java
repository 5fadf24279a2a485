package org.asaman.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.asaman.process.ChildProcess;
import org.asaman.testing.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The forms of the sandbox as someone without any rights gets them, also where root runs the
/// tests.
final class OrdinaryUserTest {
  private static final Identity ORDINARY = new Identity(false);
  private static final BoxLimits LIMITS = BoxLimits.ofThisMachine();

  @TempDir Path folder;

  @Test
  void unshareMakesABox() throws Exception {
    assertThat(inABoxOf(new Unshare(ORDINARY, LIMITS, false)))
        .isEqualTo("1000\nasaman\nread-only\n");
  }

  @Test
  void bubblewrapMakesABox() throws Exception {
    Path bwrap = Path.of("/usr/bin/bwrap");
    Needed.require(Files.isExecutable(bwrap), "bubblewrap");
    assertThat(inABoxOf(new Bubblewrap(bwrap, ORDINARY, LIMITS, false)))
        .isEqualTo("1000\nasaman\nread-only\n");
  }

  private String inABoxOf(Sandbox sandbox) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path etc = Permissions.folder(folder.resolve("etc"));
    Path scratch = Permissions.writableFolder(folder.resolve("it's a box"));
    Box box =
        new Box(
            "/tmp/work",
            List.of(),
            List.of(),
            new TreeMap<>(Map.of("PATH", "/usr/bin:/bin")),
            List.of("sh", "-c", "id -u; uname -n; touch /x 2>/dev/null || echo read-only"),
            Surroundings.USUAL);
    List<String> line = new ArrayList<>();
    if (Identity.ofThisProcess().root()) {
      line.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
    }
    line.addAll(sandbox.commandLine(HostSystem.of(etc, List.of()), box, scratch));
    Map<String, String> environment = Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    ChildProcess.Ended ended =
        new ChildProcess(line, environment, Path.of("/"), "", Duration.ofMinutes(1)).run();
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
    return ended.output();
  }
}
