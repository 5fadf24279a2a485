package org.asaman.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Deletion;

/// A temporary folder that everyone may look into: apt and a user namespace read it as others.
record WorkFolder(Path path) implements AutoCloseable {

  static WorkFolder open(Map<String, String> environment) {
    String parent = environment.getOrDefault("TMPDIR", "/tmp");
    try {
      Path folder = Files.createTempDirectory(Path.of(parent).toAbsolutePath(), "asaman-root-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new WorkFolder(folder);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              parent,
              "cannot hold a temporary folder (" + Wording.why(e) + ")",
              "name another with TMPDIR"),
          e);
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      Deletion.of(path);
    } catch (IOException _) {
      // What resists is in a folder for temporary files.
    }
  }
}
