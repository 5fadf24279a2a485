package org.asaman.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/// Content measured for a ZIP header, and how it will be stored: deflated if that is smaller (what
/// is empty is not even tried).
///
/// What deflates to little is kept; larger content is deflated again when it is written, so that
/// memory stays bounded.
record Packed(
    CanonicalZip.Content content,
    long crc,
    long size,
    long deflatedSize,
    Optional<byte[]> deflated) {
  private static final int KEPT = 8 << 20;

  static Packed of(CanonicalZip.Content content) throws IOException {
    Keeping kept = new Keeping();
    CountingOutput counting = new CountingOutput(kept);
    try (Measuring in = new Measuring(content.open())) {
      PushbackInputStream peeked = new PushbackInputStream(in);
      int first = peeked.read();
      if (first >= 0) {
        peeked.unread(first);
        PinnedDeflate.deflate(peeked, counting);
      }
      return new Packed(content, in.crc(), in.count, counting.count(), kept.bytes());
    }
  }

  boolean stored() {
    return deflatedSize >= size;
  }

  long compressedSize() {
    return stored() ? size : deflatedSize;
  }

  void writeTo(OutputStream out) throws IOException {
    if (!stored() && deflated.isPresent()) {
      out.write(deflated.get());
      return;
    }
    try (Measuring in = new Measuring(content.open())) {
      if (stored()) {
        in.transferTo(out);
      } else {
        PinnedDeflate.deflate(in, out);
      }
      if (in.crc() != crc || in.count != size) {
        throw new IOException("content changed while it was being written");
      }
    }
  }

  private static final class Measuring extends CheckedInputStream {
    private long count;

    Measuring(InputStream in) {
      super(in, new CRC32());
    }

    long crc() {
      return getChecksum().getValue();
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count += Math.max(n, 0);
      return n;
    }
  }

  private static final class Keeping extends OutputStream {
    private Optional<ByteArrayOutputStream> kept = Optional.of(new ByteArrayOutputStream());

    Optional<byte[]> bytes() {
      return kept.map(ByteArrayOutputStream::toByteArray);
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      kept = kept.filter(buffer -> buffer.size() + length <= KEPT);
      kept.ifPresent(buffer -> buffer.write(bytes, offset, length));
    }
  }
}
