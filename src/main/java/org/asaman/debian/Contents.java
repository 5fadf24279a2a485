package org.asaman.debian;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Which files of an installed system belong to a root: what builds can use and what is the same
/// whenever and wherever it was installed.
final class Contents {
  /// Folders of which nothing is kept but themselves.
  private static final List<String> EMPTIED =
      List.of(
          "boot",
          "dev",
          "proc",
          "run",
          "sys",
          "tmp",
          "usr/share/info",
          "usr/share/locale",
          "usr/share/man",
          "var/backups",
          "var/cache",
          "var/lib/apt",
          "var/log",
          "var/tmp");

  /// Of this host or of the installation.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "etc/.pwd.lock",
          "etc/apt/sources.list",
          "etc/dpkg/dpkg.cfg.d/99mmdebstrap",
          "etc/group-",
          "etc/gshadow-",
          "etc/hostname",
          "etc/machine-id",
          "etc/passwd-",
          "etc/resolv.conf",
          "etc/shadow-",
          "etc/subgid-",
          "etc/subuid-",
          "var/lib/dbus/machine-id",
          "var/lib/dpkg/lock",
          "var/lib/dpkg/lock-frontend",
          "var/lib/dpkg/triggers/Lock",
          "var/lib/systemd/random-seed");

  /// Copies that dpkg keeps of its files, the order in which a folder lists start scripts, and
  /// bytecode, which holds the times of its sources.
  private static final Pattern STALE =
      Pattern.compile("var/lib/dpkg/[^/]+-old|etc/init\\.d/\\.depend\\..*|(.*/)?__pycache__(/.*)?");

  /// Of documentation, terms of use are kept: roots are meant to be shared.
  private static final Pattern DOCUMENTATION =
      Pattern.compile("usr/share/doc/[^/]+/(?!copyright$).*");

  private Contents() {}

  /// @param name such as `usr/bin/cc`
  static boolean keeps(String name) {
    return EMPTIED.stream().noneMatch(folder -> name.startsWith(folder + "/"))
        && !LEFT_OUT.contains(name)
        && !STALE.matcher(name).matches()
        && !DOCUMENTATION.matcher(name).matches();
  }
}
