package org.asaman.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.python.Interpreter;

/// A virtual environment with nothing in it: what `python -m venv --without-pip` makes, without
/// anything that names the folder it lies in or the time.
record Skeleton(Interpreter interpreter) {

  void write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve(interpreter.sitePackages()));
    Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("bin/python"), interpreter.binary());
    link(folder.resolve("bin/python3"), "python");
    link(folder.resolve("bin/python" + interpreter.minorVersion()), "python");
    if (interpreter.markers().getOrDefault("platform_machine", "").endsWith("64")) {
      link(folder.resolve("lib64"), "lib");
    }
    Files.writeString(
        folder.resolve("pyvenv.cfg"),
        """
        home = %s
        implementation = %s
        version = %s
        include-system-site-packages = false
        relocatable = true
        """
            .formatted(
                interpreter.binary().getParent(),
                interpreter.markers().get("platform_python_implementation"),
                interpreter.version()));
  }

  private static void link(Path link, String target) throws IOException {
    Files.createSymbolicLink(link, Path.of(target));
  }
}
