package org.asaman.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.asaman.exec.Box.Bind;

/// A sandbox that root makes as an ordinary user would: for boxes whose system is not trusted.
///
/// The programs that close a box from inside are the root's own, and anyone's. So root's rights end
/// before any of them is started: in a mount namespace, all that the box shows is bound to where
/// the unprivileged user can reach it, and that user makes the box.
///
/// @param inner the sandbox of an ordinary user
record Unprivileged(Sandbox inner) implements Sandbox {
  /// Every system has it, and everyone may enter it.
  private static final String STAGE = "/tmp";

  @Override
  public String form() {
    return inner.form();
  }

  @Override
  public List<String> commandLine(HostSystem host, Box box, Path scratch) {
    Map<Path, String> staged = new LinkedHashMap<>();
    HostSystem reachable =
        new HostSystem(
            stage(host.binds(), staged),
            stage(host.network(), staged),
            host.symlinks(),
            host.clock().map(bind -> stage(bind, staged)));
    Box shown =
        new Box(
            box.workingDirectory(),
            stage(box.system(), staged),
            stage(box.binds(), staged),
            box.environment(),
            box.arguments(),
            box.surroundings());
    List<String> line = inner.commandLine(reachable, shown, Path.of(STAGE, "scratch"));
    return List.of(
        "setpriv",
        "--pdeathsig=KILL",
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "--",
        "sh",
        "-c",
        script(staged, scratch, line));
  }

  private static List<Bind> stage(List<Bind> binds, Map<Path, String> staged) {
    return binds.stream().map(bind -> stage(bind, staged)).toList();
  }

  private static Bind stage(Bind bind, Map<Path, String> staged) {
    String name = staged.computeIfAbsent(bind.source(), _ -> "" + staged.size());
    return new Bind(Path.of(STAGE, name), bind.target(), bind.writable());
  }

  private static String script(Map<Path, String> staged, Path scratch, List<String> line) {
    StringBuilder script = new StringBuilder();
    script.append("set -eu\numask 022\nexport PATH=").append(Identity.TRUSTED_PATH).append('\n');
    script.append("S=").append(Unshare.quote(scratch.toString())).append('\n');
    script.append("mount -t tmpfs -o mode=0755 tmpfs \"$S\"\nmkdir \"$S/scratch\"\n");
    staged.forEach((source, name) -> {
      String make = Files.isDirectory(source) ? "mkdir \"$S/%s\"" : ": > \"$S/%s\"";
      script.append(make.formatted(name)).append('\n');
      script.append(
          "mount --rbind %s \"$S/%s\"\n".formatted(Unshare.quote(source.toString()), name));
    });
    script.append("mount --rbind \"$S\" ").append(STAGE).append("\ncd /\nexec ");
    script.append(words(Identity.demotion())).append(' ').append(words(line));
    return script.append('\n').toString();
  }

  private static String words(List<String> line) {
    return line.stream().map(Unshare::quote).collect(Collectors.joining(" "));
  }
}
