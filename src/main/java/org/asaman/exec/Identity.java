package org.asaman.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Who runs a box, and who its processes are outside; inside they are whoever the box says.
///
/// Started by root, a box's processes are the host's unprivileged user 65534, mapped in a user
/// namespace.
record Identity(boolean root) {
  /// Where the programs are that make a box: system folders, which no build can write.
  static final String TRUSTED_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

  private static final int UNPRIVILEGED = 65534;

  static Identity ofThisProcess() {
    try {
      return new Identity(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The words that start a command of root's as the unprivileged user, for good.
  static List<String> demotion() {
    return List.of(
        "setpriv",
        "--no-new-privs",
        "--reuid=" + UNPRIVILEGED,
        "--regid=" + UNPRIVILEGED,
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
        "--pdeathsig=KILL",
        "--");
  }

  /// The words that start the box's command as the build's user, within its limits, in its
  /// environment.
  ///
  /// They are started by root, outside or in a namespace of its own: the build's environment comes
  /// last, as its PATH begins with what build requirements brought along.
  ///
  /// @param mapped whether the user is the box's already
  List<String> confine(BoxLimits limits, HostSystem host, Box box, boolean mapped) {
    List<String> words = new ArrayList<>();
    int uid = box.surroundings().uid();
    words.addAll(root ? demotion() : List.of("setpriv", "--no-new-privs", "--"));
    if (!mapped) {
      words.addAll(List.of("unshare", "--user", "--map-user=" + uid, "--map-group=" + uid, "--"));
    }
    words.addAll(limits.prefix());
    words.addAll(Pretence.words(box.surroundings(), host.clock()));
    words.addAll(List.of("env", "-i"));
    box.environment().forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(box.arguments());
    return words;
  }
}
