package org.asaman.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/// The machine itself, on which everything is seen as it is.
record Host() implements Site {

  @Override
  public ChildProcess.Ended run(ChildProcess process, List<Shown> shown)
      throws IOException, TimeoutException {
    return process.run();
  }

  @Override
  public Path inside(Path shown) {
    return shown;
  }

  @Override
  public Path outside(Path seen) {
    return seen;
  }

  @Override
  public Map<String, String> environment(Map<String, String> caller) {
    return caller;
  }

  @Override
  public String identity() {
    return "";
  }
}
