package org.asaman.archive;

import java.time.LocalDateTime;

/// A member of a [ZipArchive], as its central and local headers agree on it.
///
/// @param name without the slash that ends a folder's name
/// @param unixMode type and permission bits, 0 where the archive was not made on a Unix
/// @param crc the CRC-32 of the content, as an unsigned number
/// @param method 0 stored, 8 deflated
/// @param modified 1980-01-01 where the archive holds no valid date
/// @param extras whether a header carries extra fields
/// @param descriptor whether a data descriptor follows the content
/// @param flags the general purpose flags of the headers
/// @param dataOffset where the packed content starts in the file
public record ZipMember(
    String name,
    boolean directory,
    boolean symlink,
    int unixMode,
    long size,
    long compressedSize,
    long crc,
    int method,
    LocalDateTime modified,
    boolean extras,
    boolean descriptor,
    int flags,
    long dataOffset) {

  /// Whether it is a regular file.
  public boolean regular() {
    return !directory && !symlink;
  }

  public boolean executable() {
    return regular() && (unixMode & 0111) != 0;
  }
}
