package org.asaman.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Modes that hold whatever the caller's umask is: a box may run as another user than the one who
/// prepares it.
final class Permissions {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> ANYONE =
      PosixFilePermissions.fromString("rwxrwxrwx");

  private Permissions() {}

  static void readable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, FILE);
  }

  /// Lets everyone read a file, and run it if its owner may.
  static void usable(Path file) throws IOException {
    boolean executable =
        Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
    Files.setPosixFilePermissions(file, executable ? FOLDER : FILE);
  }

  static void enterable(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, FOLDER);
  }

  static void writable(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, ANYONE);
  }

  /// Makes a folder that anyone may list and enter.
  static Path folder(Path folder) throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, FOLDER);
    return folder;
  }

  /// Makes a folder that anyone may write, for use below one that only its owner may enter.
  static Path writableFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, ANYONE);
    return folder;
  }
}
