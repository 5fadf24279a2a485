package org.asaman.exec;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.asaman.exec.Box.Bind;

/// Shows a box other surroundings than the machine has: clock, processors, kernel, user.
///
/// Nothing of it is seen in the build's environment variables: libfaketime is preloaded by the
/// system's own file, and reads what to do from one.
final class Pretence {
  private static final String LIBRARY = "libfaketimeMT.so.1";

  private Pretence() {}

  /// Where libfaketime is on this machine.
  static Optional<Path> fakeTime() {
    return Stream.of("/usr/lib", "/usr/lib64", "/usr/local/lib")
        .map(Path::of)
        .flatMap(folder -> Stream.concat(Stream.of(folder), folders(folder).stream()))
        .flatMap(folder ->
            Stream.of(folder.resolve("faketime").resolve(LIBRARY), folder.resolve(LIBRARY)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static List<Path> folders(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*-linux-*")) {
      entries.forEach(found::add);
    } catch (IOException _) {
      return List.of(); // not there, or not for us to see: then it is not to be found in it
    }
    return found;
  }

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
      Path library = fakeTime().orElseThrow(() -> new IOException("libfaketime is not installed"));
      binds.add(file(folder.resolve("preload"), library + "\n", "/etc/ld.so.preload"));
      binds.add(file(folder.resolve("clock"), surroundings.clock() + "\n", "/etc/faketimerc"));
    }
    int processors = surroundings.processors();
    if (processors > 0) {
      String online = processors == 1 ? "0\n" : "0-" + (processors - 1) + "\n";
      binds.add(file(folder.resolve("online"), online, "/sys/devices/system/cpu/online"));
    }
    return binds;
  }

  /// The words that start a command so that it sees one processor, or another kernel.
  static List<String> words(Surroundings surroundings) {
    List<String> words = new ArrayList<>();
    if (surroundings.processors() == 1) {
      words.addAll(List.of("taskset", "--cpu-list", firstProcessor()));
    }
    if (surroundings.oldKernel()) {
      words.addAll(List.of("setarch", "--uname-2.6"));
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
