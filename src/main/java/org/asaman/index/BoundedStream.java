package org.asaman.index;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that fails when it holds more than a number of bytes.
final class BoundedStream extends FilterInputStream {

  static final class ExceededException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private long left;

  BoundedStream(InputStream in, long most) {
    super(in);
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    count(Math.max(0, count));
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int bytes) throws ExceededException {
    left -= bytes;
    if (left < 0) {
      throw new ExceededException();
    }
  }
}
