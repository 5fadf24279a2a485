package org.asaman.exec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asaman.exec.Box.Bind;

/// The sandbox made by bubblewrap; `hostProc` shows the host's /proc where a container forbids a
/// new one.
record Bubblewrap(Path program, Identity identity, BoxLimits limits, boolean hostProc)
    implements Sandbox {

  @Override
  public String form() {
    return hostProc ? "bwrap, host /proc" : "bwrap";
  }

  @Override
  public List<String> commandLine(HostSystem host, Box box, Path scratch) {
    List<String> line =
        new ArrayList<>(List.of(program.toString(), "--die-with-parent", "--new-session"));
    String uid = "" + box.surroundings().uid();
    if (!identity.root()) {
      line.addAll(List.of("--unshare-user", "--uid", uid, "--gid", uid));
    }
    line.addAll(List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"));
    if (!box.surroundings().network()) {
      line.add("--unshare-net");
    }
    line.addAll(
        List.of(
            "--hostname",
            box.surroundings().hostName(),
            "--clearenv",
            "--setenv",
            "PATH",
            Identity.TRUSTED_PATH));
    line.addAll(List.of("--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm"));
    line.addAll(List.of("--perms", "1777", "--tmpfs", "/tmp"));
    host.parents(box).forEach(parent -> line.addAll(List.of("--dir", parent)));
    host.binds(box).forEach(bind -> line.addAll(bind(bind)));
    host.symlinks().forEach((link, target) -> line.addAll(List.of("--symlink", target, link)));
    line.addAll(hostProc ? List.of("--ro-bind", "/proc", "/proc") : List.of("--proc", "/proc"));
    line.addAll(List.of("--perms", "0777", "--dir", box.workingDirectory()));
    box.binds().forEach(bind -> line.addAll(bind(bind)));
    line.addAll(List.of("--chdir", box.workingDirectory(), "--remount-ro", "/", "--"));
    line.addAll(identity.confine(limits, host, box, !identity.root()));
    return line;
  }

  private static List<String> bind(Bind bind) {
    return List.of(
        bind.writable() ? "--bind" : "--ro-bind", bind.source().toString(), bind.target());
  }
}
