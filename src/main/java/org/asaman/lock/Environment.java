package org.asaman.lock;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asaman.store.Digest;

/// A build environment: a virtual environment as an immutable tree of files.
///
/// @param digest of the tree alone: equal trees have equal digests, wherever and whenever made
/// @param entries the tree, sorted by path; contents are in the store
/// @param folder the tree on this machine, with bytecode beside its modules; never written to again
public record Environment(Digest digest, List<Entry> entries, Path folder) {

  public Environment {
    entries = List.copyOf(entries);
  }

  /// A file or link of the tree; folders are there with what is in them. Paths are relative and
  /// '/'-separated.
  public sealed interface Entry {
    String path();

    /// A regular file.
    record File(String path, boolean executable, Digest content) implements Entry {}

    /// A symbolic link.
    record Link(String path, String target) implements Entry {}
  }

  /// The tree as bytes: of every entry its fields, each ended by a NUL.
  static byte[] listing(List<Entry> entries) {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      switch (entry) {
        case Entry.File(String path, boolean executable, Digest content) ->
            fields(text, executable ? "x" : "f", path, content.hash(), "" + content.size());
        case Entry.Link(String path, String target) -> fields(text, "l", path, target, "");
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Reads what [#listing] gives.
  static List<Entry> entries(byte[] listing) {
    List<String> fields = List.of(new String(listing, StandardCharsets.UTF_8).split("\0", -1));
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i + 4 < fields.size(); i += 4) {
      String path = fields.get(i + 1);
      String third = fields.get(i + 2);
      entries.add(
          fields.get(i).equals("l")
              ? new Entry.Link(path, third)
              : new Entry.File(
                  path,
                  fields.get(i).equals("x"),
                  new Digest(third, Long.parseLong(fields.get(i + 3)))));
    }
    return entries;
  }

  private static void fields(StringBuilder text, String... fields) {
    for (String field : fields) {
      text.append(field).append('\0');
    }
  }
}
