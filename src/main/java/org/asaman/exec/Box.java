package org.asaman.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/// What one build sees: the host's system folders, what is bound in beside them, and nothing else.
///
/// `system` are files of the system that are this box's own, `binds` lie below the working
/// directory. `workingDirectory` is absolute and made anew in the box, empty but for the binds
/// below it.
record Box(
    String workingDirectory,
    List<Bind> system,
    List<Bind> binds,
    SortedMap<String, String> environment,
    List<String> arguments,
    Surroundings surroundings) {

  /// A file or folder of the host at a path of the box.
  record Bind(Path source, String target, boolean writable) {
    static Bind readOnly(Path source, String target) {
      return new Bind(source, target, false);
    }
  }

  Box {
    system = List.copyOf(system);
    binds = List.copyOf(binds);
    arguments = List.copyOf(arguments);
  }
}
