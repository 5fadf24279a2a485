package org.asaman.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.exec.Directory.DirectoryNode;
import org.asaman.exec.Directory.FileNode;
import org.asaman.exec.Directory.SymlinkNode;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Folders on disk made from [Directory] messages and contents of the store.
///
/// Plain files are hard links into the store where the file system has them: what is made here is
/// to be read, never written.
final class Checkout {
  private final Store store;

  Checkout(Store store) {
    this.store = store;
  }

  /// Makes a new folder with what the directory holds.
  void write(Digest directory, Path folder) {
    try {
      writeFolder(directory, folder);
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private void writeFolder(Digest digest, Path folder) throws IOException {
    Permissions.folder(folder);
    Directory directory = Directory.read(store.read(digest));
    for (FileNode file : directory.files()) {
      store.place(file.digest(), folder.resolve(file.name()), file.executable());
    }
    for (SymlinkNode link : directory.symlinks()) {
      Files.createSymbolicLink(folder.resolve(link.name()), Path.of(link.target()));
    }
    for (DirectoryNode child : directory.directories()) {
      writeFolder(child.digest(), folder.resolve(child.name()));
    }
  }

  private static AsamanException failed(Path folder, IOException e) {
    return new AsamanException(
        new Problem.BadFile(
            folder.toString(), "cannot be written (" + Wording.why(e) + ")", "is the disk full?"),
        e);
  }
}
