package org.asaman.exec;

import java.nio.file.Path;
import java.util.List;

/// A way to start a command in a [Box].
sealed interface Sandbox permits Bubblewrap, Unshare, Unprivileged, NoSandbox {
  /// How the record names this form.
  String form();

  /// The command line that starts the box; `scratch` is an empty folder of this box on the host.
  List<String> commandLine(HostSystem host, Box box, Path scratch);

  /// Whether a box has a file system of its own.
  default boolean isolates() {
    return true;
  }
}
