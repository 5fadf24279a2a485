package org.asaman.archive;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/// Random changes of bytes, the same for the same seed.
final class Mutation {
  private Mutation() {}

  /// Flips, overwrites, inserts, deletes, repeats or cuts off some bytes.
  static byte[] of(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
      bytes =
          switch (random.nextInt(6)) {
            case 0 ->
                replaced(bytes, at, 1, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
            case 1 -> replaced(bytes, at, length, random(random, length));
            case 2 -> replaced(bytes, at, 0, random(random, length));
            case 3 -> bytes.length > length ? replaced(bytes, at, length, new byte[0]) : bytes;
            case 4 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            default -> replaced(bytes, at, length, extreme(random, length));
          };
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(by);
    out.write(bytes, at + length, bytes.length - at - length);
    return out.toByteArray();
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] extreme(Random random, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (random.nextBoolean() ? 0xff : 0x7f));
    return bytes;
  }
}
