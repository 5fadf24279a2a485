package org.asaman.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// What a decompressor gives, within the limits of size and time; its complaints become refusals.
final class UnpackedInput extends FilterInputStream {
  private final Deadline deadline;
  private final Refusal refusal;
  private long left;

  UnpackedInput(InputStream decoder, long limit, Deadline deadline, Refusal refusal) {
    super(decoder);
    this.left = limit;
    this.deadline = deadline;
    this.refusal = refusal;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    deadline.check();
    int n = decode(bytes, offset, length);
    left -= Math.max(n, 0);
    if (left < 0) {
      throw refusal.because("expands past the limit for an archive of this size");
    }
    return n;
  }

  private int decode(byte[] bytes, int offset, int length) {
    try {
      return in.read(bytes, offset, length);
    } catch (IOException e) {
      throw damaged(refusal, e);
    }
  }

  static RuntimeException damaged(Refusal refusal, IOException e) {
    String why = e.getMessage();
    return refusal.because(
        "is damaged or cut short" + (why == null || why.isBlank() ? "" : ": " + why));
  }
}
