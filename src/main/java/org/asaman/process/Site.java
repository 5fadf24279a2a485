package org.asaman.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/// Where programs run and which files they see: this machine itself, or a root file system on it.
///
/// A path of a program's is one of the site's; [#inside] and [#outside] lead there and back.
public interface Site {
  /// This machine as it is.
  static Site host() {
    return new Host();
  }

  /// A file or folder of this machine that a program is to see, whatever else it sees.
  record Shown(Path path, boolean writable) {
    public static Shown readOnly(Path path) {
      return new Shown(path, false);
    }

    public static Shown writable(Path path) {
      return new Shown(path, true);
    }
  }

  /// Runs a program of the site to its end. Its folder is the site's choice unless this is the
  /// host.
  ///
  /// What is shown writable may be made writable for everyone; it has to lie in a folder that only
  /// its owner may enter.
  ChildProcess.Ended run(ChildProcess process, List<Shown> shown)
      throws IOException, TimeoutException;

  /// The path under which a program sees what it is shown of this machine.
  Path inside(Path shown);

  /// The file of this machine that a program sees at a path; nothing need be there.
  Path outside(Path seen);

  /// The environment that a caller's is there.
  Map<String, String> environment(Map<String, String> caller);

  /// What tells the site from others by all that is in it; empty for the machine itself, where
  /// files are asked one by one.
  String identity();

  /// Whether this is the machine itself.
  default boolean isHost() {
    return this instanceof Host;
  }
}
