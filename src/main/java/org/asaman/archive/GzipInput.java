package org.asaman.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks gzip (RFC 1952): one member from the first byte to the last, as readers differ in what
/// they make of a second one or of bytes after it.
final class GzipInput extends BulkInput {
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;
  private static final int TEXT_LIMIT = 1 << 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final byte[] input = new byte[1 << 13];
  private final CRC32 crc = new CRC32();
  private int filled;
  private boolean finished;

  /// Reads the header; the stream is closed with this one.
  GzipInput(InputStream in) throws IOException {
    this.in = in;
    readHeader();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (finished) {
      return -1;
    }
    try {
      int n = inflater.inflate(bytes, offset, length);
      while (n == 0 && !inflater.finished()) {
        fill();
        n = inflater.inflate(bytes, offset, length);
      }
      crc.update(bytes, offset, n);
      if (n == 0) {
        finish();
        return -1;
      }
      return n;
    } catch (DataFormatException e) {
      throw new IOException("malformed deflate data", e);
    }
  }

  @Override
  public void close() throws IOException {
    finished = true;
    inflater.end();
    in.close();
  }

  private void fill() throws IOException {
    filled = inflater.needsInput() ? in.read(input) : -1;
    if (filled < 0) {
      throw new EOFException("the gzip stream has no end");
    }
    inflater.setInput(input, 0, filled);
  }

  private void readHeader() throws IOException {
    int magic = next() | next() << 8;
    int method = next();
    int flags = next();
    if (magic != 0x8b1f || method != 8 || (flags & FLAGS_RESERVED) != 0) {
      throw new IOException("malformed gzip header");
    }
    skip(6); // time, compression level, operating system
    if ((flags & FLAG_EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      int expected = (int) crc.getValue() & 0xffff;
      if ((next() | next() << 8) != expected) {
        throw new IOException("the gzip header does not fit its checksum");
      }
    }
    crc.reset();
  }

  private void skip(int length) throws IOException {
    for (int i = 0; i < length; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    for (int i = 0; next() != 0; i++) {
      if (i == TEXT_LIMIT) {
        throw new IOException("malformed gzip header");
      }
    }
  }

  private int next() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the gzip stream has no end");
    }
    crc.update(b);
    return b;
  }

  /// Checks CRC-32 and length (modulo 2^32), and that nothing follows.
  private void finish() throws IOException {
    finished = true;
    byte[] trailer = new byte[9];
    int left = Math.min(inflater.getRemaining(), trailer.length);
    System.arraycopy(input, filled - inflater.getRemaining(), trailer, 0, left);
    int length = left + in.readNBytes(trailer, left, trailer.length - left);
    if (length < 8) {
      throw new EOFException("the gzip stream has no end");
    }
    if (length > 8) {
      throw new IOException("there are bytes after the gzip stream");
    }
    if (little(trailer, 0) != (int) crc.getValue()
        || little(trailer, 4) != (int) inflater.getBytesWritten()) {
      throw new IOException("the content does not fit the checksum of the gzip stream");
    }
  }

  private static int little(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }
}
