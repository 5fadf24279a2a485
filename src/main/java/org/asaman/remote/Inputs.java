package org.asaman.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.asaman.exec.Action;
import org.asaman.exec.Directory;
import org.asaman.exec.Directory.DirectoryNode;
import org.asaman.exec.Directory.FileNode;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// All content that actions need on the server: their command, their input roots and the root file
/// system, where that travels.
final class Inputs {
  private final Store store;
  private final Uploads uploads;
  private final Supplier<Map<Digest, Path>> rootFiles;

  /// Folders of which the server has all that is in them.
  private final Set<Digest> whole = ConcurrentHashMap.newKeySet();

  /// @param rootFiles where the files of the root file system are; asked for when one is needed
  Inputs(Store store, Uploads uploads, Supplier<Map<Digest, Path>> rootFiles) {
    this.store = store;
    this.uploads = uploads;
    this.rootFiles = rootFiles;
  }

  /// Returns when the server has all that the action needs.
  ///
  /// @param sent the action's bytes, as the server gets them
  /// @param root the root file system that the action names
  void ensure(Action action, Blob sent, Optional<Digest> root) throws InterruptedException {
    Map<Digest, Blob> needed = new LinkedHashMap<>();
    Set<Digest> folders = ConcurrentHashMap.newKeySet();
    needed.put(sent.digest(), sent);
    needed.put(action.command(), Blob.of(action.command(), store));
    add(action.inputRoot(), Map.of(), needed, folders);
    if (root.isPresent() && !whole.contains(root.get())) {
      add(root.get(), rootFiles.get(), needed, folders);
    }
    needed.keySet().removeIf(uploads::isKnown);
    uploads.ensure(needed.values());
    whole.addAll(folders);
  }

  private void add(
      Digest folder, Map<Digest, Path> places, Map<Digest, Blob> needed, Set<Digest> folders) {
    if (whole.contains(folder) || !folders.add(folder)) {
      return;
    }
    byte[] message = store.read(folder);
    needed.put(folder, Blob.of(message));
    try {
      Directory directory = Directory.read(message);
      for (FileNode file : directory.files()) {
        Path place = places.get(file.digest());
        needed.computeIfAbsent(
            file.digest(),
            digest -> place == null ? Blob.of(digest, store) : Blob.of(digest, place));
      }
      for (DirectoryNode child : directory.directories()) {
        add(child.digest(), places, needed, folders);
      }
    } catch (IOException e) {
      throw new IllegalStateException("no folder: " + folder, e);
    }
  }

  /// Takes nothing for known any more: the server lost some of it.
  void forget() {
    whole.clear();
    uploads.forget();
  }
}
