package org.asaman.archive;

import java.io.IOException;
import java.io.InputStream;

/// Is given the members of an archive in the archive's order.
///
/// Every path was checked: relative, parts separated by `/`, no `.` or `..`, unique also after
/// Unicode normalisation and case folding, never under a file or a link. Folders may be implied.
public interface MemberSink {
  void directory(String path);

  /// Takes a regular file; `content` need not be read or closed.
  void file(String path, boolean executable, InputStream content) throws IOException;

  /// Takes a link whose target is relative and leads, from the link's own folder, to somewhere in
  /// the same top folder (nothing need be there): first `..` parts, if any, then names.
  void symlink(String path, String target);

  /// Is told what the tar header of the member says that is given next; a zip archive has none.
  default void tarFacts(String path, TarFacts facts) {}

  /// Takes a further name of a regular file that was given before.
  void hardLink(String path, String existing);
}
