package org.asaman.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.asaman.exec.Box.Bind;

/// Shows a box other surroundings than the machine has: clock, processors, kernel, user.
///
/// Hardly anything of it is seen in the build's environment variables: libfaketime is preloaded by
/// the system's own file, and reads what to do from one. That file is filled by the build's own
/// user at the last moment: what the library shares between processes belongs to who starts it
/// first.
final class Pretence {
  private static final String PRELOAD = "/etc/ld.so.preload";

  private Pretence() {}

  /// The files that tell a box what it is to believe, written into a folder.
  static List<Bind> binds(Surroundings surroundings, Path folder) throws IOException {
    List<Bind> binds = new ArrayList<>();
    String user = surroundings.user();
    int uid = surroundings.uid();
    binds.add(
        file(
            folder.resolve("passwd"),
            "root:x:0:0:root:/:/bin/false\n%1$s:x:%2$d:%2$d:%1$s:/tmp:/bin/sh\n"
                .formatted(user, uid),
            "/etc/passwd"));
    binds.add(
        file(folder.resolve("group"), "root:x:0:\n%s:x:%d:\n".formatted(user, uid), "/etc/group"));
    if (!surroundings.clock().isEmpty()) {
      Path preload = Files.createFile(folder.resolve("preload"));
      Files.setPosixFilePermissions(preload, PosixFilePermissions.fromString("rw-rw-rw-"));
      binds.add(new Bind(preload, PRELOAD, true));
      binds.add(file(folder.resolve("clock"), surroundings.clock() + "\n", "/etc/faketimerc"));
    }
    int processors = surroundings.processors();
    if (processors > 0) {
      String online = processors == 1 ? "0\n" : "0-" + (processors - 1) + "\n";
      binds.add(file(folder.resolve("online"), online, "/sys/devices/system/cpu/online"));
    }
    return binds;
  }

  /// The words that start a command so that it sees one processor, another kernel, another clock.
  ///
  /// @param clock where the box has libfaketime
  static List<String> words(Surroundings surroundings, Optional<Bind> clock) {
    List<String> words = new ArrayList<>();
    if (surroundings.processors() == 1) {
      words.addAll(List.of("taskset", "--cpu-list", firstProcessor()));
    }
    if (surroundings.oldKernel()) {
      words.addAll(List.of("setarch", "--uname-2.6"));
    }
    if (!surroundings.clock().isEmpty()) {
      String library =
          clock.map(Bind::target).orElseThrow(() -> new IllegalStateException("no libfaketime"));
      words.addAll(
          List.of("sh", "-c", "echo " + library + " > " + PRELOAD + "; exec \"$@\"", "sh"));
    }
    return words;
  }

  /// The first processor that this process may use.
  private static String firstProcessor() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip().split("[-,]", 2)[0])
          .findFirst()
          .orElse("0");
    } catch (IOException _) {
      return "0"; // no /proc: then the first there is
    }
  }

  private static Bind file(Path file, String content, String target) throws IOException {
    Files.writeString(file, content);
    Permissions.readable(file);
    return Bind.readOnly(file, target);
  }
}
