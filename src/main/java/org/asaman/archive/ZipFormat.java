package org.asaman.archive;

/// Numbers of the ZIP format (PKWARE APPNOTE 6.3); all fields are little-endian.
final class ZipFormat {
  static final int LOCAL = 0x04034b50;
  static final int CENTRAL = 0x02014b50;
  static final int DESCRIPTOR = 0x08074b50;
  static final int END = 0x06054b50;
  static final int END_64 = 0x06064b50;
  static final int LOCATOR_64 = 0x07064b50;

  static final int LOCAL_SIZE = 30;
  static final int CENTRAL_SIZE = 46;
  static final int END_SIZE = 22;
  static final int END_64_SIZE = 56;
  static final int LOCATOR_64_SIZE = 20;

  /// The newest version of the format, 6.3, that a header may ask for.
  static final int VERSION = 63;

  static final int STORED = 0;
  static final int DEFLATED = 8;

  static final int FLAG_ENCRYPTED = 1;
  static final int FLAGS_DEFLATE_LEVEL = 6;
  static final int FLAG_DESCRIPTOR = 1 << 3;
  static final int FLAG_UTF8 = 1 << 11;

  static final int EXTRA_ZIP64 = 0x0001;
  static final int EXTRA_UNICODE_PATH = 0x7075;

  static final int MAX_16 = 0xffff;
  static final long MAX_32 = 0xffff_ffffL;

  private ZipFormat() {}
}
