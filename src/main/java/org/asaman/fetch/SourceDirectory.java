package org.asaman.fetch;

import org.asaman.exec.Tree;
import org.asaman.source.SourceTree;
import org.asaman.source.SourceTree.Entry;

/// A source as a directory of the store in the making.
public final class SourceDirectory {
  private SourceDirectory() {}

  public static Tree of(SourceTree source) {
    Tree tree = new Tree();
    source
        .entries()
        .forEach((path, entry) -> {
          switch (entry) {
            case Entry.File(var content, boolean executable) ->
                tree.file(path, content, executable);
            case Entry.Link(String target) -> tree.symlink(path, target);
            case Entry.Folder() -> tree.directory(path);
          }
        });
    return tree;
  }
}
