package org.asaman.archive;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.JZlib;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Raw deflate at level 6, in Java alone: the same bytes on every machine and JDK.
///
/// Input is fed in pieces of one fixed size, since a deflater's choices may depend on where a piece
/// ends.
final class PinnedDeflate {
  private static final int LEVEL = 6;
  private static final int WINDOW_BITS = 15;
  private static final int PIECE = 1 << 16;

  private PinnedDeflate() {}

  static void deflate(InputStream in, OutputStream out) throws IOException {
    Deflater deflater = new Deflater(LEVEL, WINDOW_BITS, true);
    byte[] input = new byte[PIECE];
    byte[] output = new byte[PIECE];
    boolean last;
    do {
      int length = in.readNBytes(input, 0, PIECE);
      last = length < PIECE;
      deflater.setInput(input, 0, length, false);
      do {
        deflater.setOutput(output);
        int status = deflater.deflate(last ? JZlib.Z_FINISH : JZlib.Z_NO_FLUSH);
        if (status == JZlib.Z_STREAM_ERROR || status == JZlib.Z_DATA_ERROR) {
          throw new IllegalStateException("deflate failed with status " + status);
        }
        out.write(output, 0, deflater.getNextOutIndex());
      } while (deflater.getAvailOut() == 0);
    } while (!last);
  }
}
