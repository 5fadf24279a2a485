package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.asaman.wheel.WheelBuilder.INFO;
import static org.asaman.wheel.WheelBuilder.METADATA;
import static org.asaman.wheel.WheelBuilder.WHEEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever stands in the files of `.dist-info`: a wheel is taken or refused, never a failure of
/// the program.
class RandomWheelTest {
  private static final long SEED = 42;
  private static final int ROUNDS = 600;
  private static final String PIECES = "\0\t\n\r \",.:;=[]/\\-\u0085\u00e9\u00ff19az";

  private static final String ENTRY_POINTS = "[console_scripts]\ndemo = demo:main\n";

  @TempDir Path folder;

  private static String mutated(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int i = random.nextInt(1, 6); i > 0 && !out.isEmpty(); i--) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(3)) {
        case 0 -> out.deleteCharAt(at);
        case 1 -> out.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
        default -> out.setLength(at);
      }
    }
    return out.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void takesOrRefusesWhateverItIsGiven() {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      WheelBuilder wheel = new WheelBuilder().file(INFO + "entry_points.txt", ENTRY_POINTS);
      switch (random.nextInt(4)) {
        case 0 -> wheel.file(INFO + "METADATA", bytes(mutated(METADATA, random)), 0100644);
        case 1 -> wheel.file(INFO + "WHEEL", bytes(mutated(WHEEL, random)), 0100644);
        case 2 ->
            wheel.file(INFO + "entry_points.txt", bytes(mutated(ENTRY_POINTS, random)), 0100644);
        default -> wheel.editRecord(text -> mutated(text, random));
      }
      List<String> why = Refusals.of(wheel.in(folder));
      refused += why.isEmpty() ? 0 : 1;
    }
    assertThat(refused).as("seed %d", SEED).isBetween(ROUNDS / 2, ROUNDS - 1);
  }
}
