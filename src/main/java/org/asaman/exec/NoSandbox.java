package org.asaman.exec;

import java.nio.file.Path;
import java.util.List;

/// No sandbox at all: the command runs on the host, with the fixed circumstances that need no
/// namespace.
record NoSandbox() implements Sandbox {

  @Override
  public String form() {
    return "none";
  }

  @Override
  public List<String> commandLine(HostSystem host, Box box, Path scratch) {
    return box.arguments();
  }

  @Override
  public boolean isolates() {
    return false;
  }
}
