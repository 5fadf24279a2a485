package org.asaman.remote;

import com.google.protobuf.ByteString;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Content as it travels where a server takes it compressed with zstd.
final class Zstd {
  /// Below this size nothing is gained.
  static final long WORTHWHILE = 512;

  private Zstd() {}

  static ByteString compress(byte[] content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 2 + 64);
    try (OutputStream out = compressing(compressed)) {
      out.write(content);
    }
    return Protocol.bytes(compressed.toByteArray());
  }

  /// At most `size` and one bytes of the content: more than was promised shows as such.
  static byte[] decompress(ByteString compressed, long size) throws IOException {
    try (InputStream in = decompressing(compressed.newInput())) {
      return in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, size + 1));
    }
  }

  static OutputStream compressing(OutputStream out) throws IOException {
    return new ZstdOutputStream(out);
  }

  /// What is no zstd is an [IOException].
  static InputStream decompressing(InputStream in) {
    return new FilterInputStream(new ZstdInputStream(in)) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        try {
          return super.read(target, offset, length);
        } catch (MalformedInputException e) {
          throw new IOException(e);
        }
      }
    };
  }
}
