package org.asaman.exec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.asaman.exec.Box.Bind;

/// The sandbox made by `unshare` and `mount` of util-linux, which every Linux system has.
///
/// A shell in new namespaces mounts the box below `scratch`, makes it the root and starts the
/// command as its child: the shell stays as process 1, and all ends with it.
record Unshare(Identity identity, BoxLimits limits, boolean hostProc) implements Sandbox {

  @Override
  public String form() {
    return hostProc ? "unshare, host /proc" : "unshare";
  }

  @Override
  public List<String> commandLine(HostSystem host, Box box, Path scratch) {
    List<String> line = new ArrayList<>(List.of("setpriv", "--pdeathsig=KILL", "unshare"));
    if (!identity.root()) {
      line.addAll(List.of("--user", "--map-root-user"));
    }
    line.addAll(List.of("--mount", "--pid", "--ipc", "--uts", "--cgroup"));
    if (!box.surroundings().network()) {
      line.add("--net");
    }
    line.addAll(
        List.of("--fork", "--kill-child=KILL", "--", "sh", "-c", script(host, box, scratch)));
    return line;
  }

  private String script(HostSystem host, Box box, Path scratch) {
    String root = scratch.toString();
    StringBuilder script = new StringBuilder();
    script.append(FUNCTIONS);
    script.append("R=").append(quote(root)).append('\n');
    script.append("mount -t tmpfs -o mode=0755 tmpfs \"$R\"\n");
    host.symlinks()
        .forEach((link, target) ->
            script.append("ln -s -- " + quote(target) + " \"$R\"" + quote(link) + "\n"));
    script.append(DEVICES);
    host.binds(box).forEach(bind -> script.append(bind(bind)));
    script.append(hostProc ? "bind ro /proc /proc\n" : "mount -t proc proc \"$R/proc\"\n");
    script.append("W=").append(quote(box.workingDirectory())).append('\n');
    script.append("mkdir -p \"$R$W\"; chmod 0777 \"$R$W\"\n");
    box.binds().forEach(bind -> script.append(bind(bind)));
    script.append(naming(box.surroundings().hostName()));
    script.append("cd \"$R\"; mount -o remount,bind,ro,nosuid \"$R\"; pivot_root . tmp\n");
    script.append("chroot tmp umount -l /\n"); // a root need not have the program
    script.append("cd \"$W\"\n");
    List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
    command.addAll(identity.confine(limits, host, box, false));
    script.append(command.stream().map(Unshare::quote).collect(Collectors.joining(" ")));
    return script.append("\nexit $?\n").toString();
  }

  /// `bind ro|rw SOURCE TARGET`: a recursive bind keeps what is locked; read-only needs the mount's
  /// own flags again.
  private static final String FUNCTIONS =
      """
      set -eu
      umask 022
      export PATH=%s
      bind() {
        if [ -d "$2" ]; then mkdir -p "$R$3"; elif [ ! -e "$R$3" ]; then mkdir -p "$(dirname "$R$3")"; : > "$R$3"; fi
        mount --rbind "$2" "$R$3"
        if [ "$1" = ro ]; then
          flags=$(findmnt -n -o VFS-OPTIONS -M "$R$3" | tail -n 1 | tr , '\\n' | grep -v '^rw$\\|^ro$' | tr '\\n' ,)
          mount -o "remount,bind,${flags}ro" "$R$3"
        fi
      }
      """
          .formatted(Identity.TRUSTED_PATH);

  private static final String DEVICES =
      """
      mkdir "$R/dev" "$R/proc" "$R/tmp"
      mount -t tmpfs -o mode=0755,nosuid tmpfs "$R/dev"
      for d in null zero full random urandom; do : > "$R/dev/$d"; mount --bind "/dev/$d" "$R/dev/$d"; done
      mkdir "$R/dev/pts"
      mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$R/dev/pts"
      ln -s pts/ptmx "$R/dev/ptmx"
      mkdir "$R/dev/shm"
      mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$R/dev/shm"
      ln -s /proc/self/fd "$R/dev/fd"
      ln -s /proc/self/fd/0 "$R/dev/stdin"
      ln -s /proc/self/fd/1 "$R/dev/stdout"
      ln -s /proc/self/fd/2 "$R/dev/stderr"
      mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$R/tmp"
      """;

  /// The kernel's file takes a name from the host's root alone, also in a namespace.
  private static String naming(String hostName) {
    return "(echo %1$s > /proc/sys/kernel/hostname) 2>/dev/null || hostname %1$s\n"
        .formatted(quote(hostName));
  }

  private static String bind(Bind bind) {
    return "bind "
        + (bind.writable() ? "rw " : "ro ")
        + quote(bind.source().toString())
        + " "
        + quote(bind.target())
        + "\n";
  }

  static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
