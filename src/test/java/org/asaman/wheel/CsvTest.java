package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CsvTest {
  private static final long SEED = 20260711;

  private static final String ALPHABET = "ab,\"' /\n\\\u00fc\t;";

  private static List<List<String>> randomRows() {
    Random random = new Random(SEED);
    return Stream.generate(() -> List.of(text(random), text(random), text(random)))
        .limit(2000)
        .toList();
  }

  private static String text(Random random) {
    return IntStream.range(0, random.nextInt(8))
        .mapToObj(_ -> String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length()))))
        .collect(Collectors.joining());
  }

  private static String csv(List<List<String>> rows) {
    return rows.stream().map(Csv::row).collect(Collectors.joining());
  }

  @Test
  void readsBackWhatItWrote() {
    List<List<String>> rows = randomRows();
    assertThat(Csv.rows(csv(rows))).as("seed %d", SEED).extracting(Csv.Row::fields).isEqualTo(rows);
  }

  @Test
  void writesWhatPythonWrites() throws IOException, InterruptedException {
    String program =
        """
        import csv, io, sys
        text = sys.stdin.buffer.read().decode()
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\\n").writerows(csv.reader(io.StringIO(text, newline="")))
        sys.stdout.buffer.write(out.getvalue().encode())
        """;
    String text = csv(randomRows());
    assertThat(Python.run(program, text.getBytes(UTF_8))).as("seed %d", SEED).isEqualTo(text);
  }
}
