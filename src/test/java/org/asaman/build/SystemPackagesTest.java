package org.asaman.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class SystemPackagesTest {
  private static final int COLUMNS = 7;

  @Test
  void theTableIsSortedAndWhole() {
    List<List<String>> rows = SystemPackages.rows();
    assertThat(rows).hasSizeGreaterThan(150).allMatch(row -> row.size() == COLUMNS);
    assertThat(rows).allMatch(row -> row.stream().noneMatch(String::isBlank));
    assertThat(rows).extracting(List::getFirst).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void nothingIsInTwoPackages() {
    for (int column = 3; column < COLUMNS; column++) {
      int which = column;
      assertThat(
              SystemPackages.rows().stream()
                  .flatMap(row -> Arrays.stream(row.get(which).split(" ", -1)))
                  .filter(name -> !name.equals("-"))
                  .map(name -> which == 5 ? name.toLowerCase(Locale.ROOT) : name))
          .doesNotHaveDuplicates();
    }
  }
}
