package org.asaman.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Packages of a local repository, installed into a root by mmdebstrap.
record Installation(Tools tools, WorkFolder work, long epoch) {
  private static final String MMDEBSTRAP = "mmdebstrap";
  private static final String MERGED = "usr-is-merged";

  /// Suites that have merged `/usr` want it so before the first package is there.
  private static final String MERGE =
      """
      for folder in bin lib lib32 lib64 libx32 sbin; do
        mkdir -p "$1/usr/$folder" && ln -s "usr/$folder" "$1/$folder" || exit 1
      done
      """;

  /// Finds out early whether what is needed is there.
  void check() throws IOException {
    String _ = tools.find(MMDEBSTRAP, MMDEBSTRAP);
    if (!isRoot()) {
      String _ = tools.find("newuidmap", "uidmap");
    }
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /// Installs all packages of the repository.
  ///
  /// @return the tar of what was installed, as it came
  Path of(List<KeptPackage> packages, LocalRepository repository, String suite) throws IOException {
    Path raw = work.resolve("raw.tar");
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      // What it mounts is then gone with it, even when it is killed.
      command.addAll(List.of("unshare", "--mount", "--"));
      command.addAll(List.of(tools.find(MMDEBSTRAP, MMDEBSTRAP), "--mode=root"));
    } else {
      command.addAll(List.of(MMDEBSTRAP, "--mode=unshare"));
    }
    command.addAll(List.of("--variant=essential", "--format=tar", "--dpkgopt=force-unsafe-io"));
    command.add(
        "--include="
            + packages.stream().map(KeptPackage::name).distinct().collect(Collectors.joining(",")));
    if (packages.stream().anyMatch(each -> each.name().equals(MERGED))) {
      command.add("--setup-hook=" + MERGE);
    }
    command.addAll(List.of(suite, raw.toString(), repository.sourcesLine()));
    String _ =
        tools.run(
            MMDEBSTRAP,
            command,
            Map.of("SOURCE_DATE_EPOCH", "" + epoch, "TMPDIR", work.path().toString()),
            work.path(),
            isRoot() ? "" : "an ordinary user needs a line in /etc/subuid and one in /etc/subgid");
    return raw;
  }

  /// The package that says that `/usr` is merged, for suites that have it.
  static String merged() {
    return MERGED;
  }
}
