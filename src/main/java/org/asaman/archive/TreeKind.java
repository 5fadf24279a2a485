package org.asaman.archive;

/// What an archive's members make, and so which names, links and kinds of members it may have.
enum TreeKind {
  /// A source tree: every file system can hold it, and nothing in it leads out of it.
  SOURCE,
  /// A root file system of Linux: names differ in case alone, links are absolute, and devices are
  /// passed over. Its links are for those who take it as their root, and nobody else follows them.
  ROOT
}
