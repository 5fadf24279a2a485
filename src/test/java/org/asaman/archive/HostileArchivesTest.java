package org.asaman.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every archive of the corpus is refused for its own reason.
class HostileArchivesTest {
  /// What refusing an archive may cost, bombs included.
  private static final long ALLOCATED = 32L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  private static final List<Hostile> CORPUS =
      Stream.of(HostileTars.all(), HostileZips.all(), HostileFiles.all()).flatMap(s -> s).toList();

  static List<Hostile> corpus() {
    return CORPUS;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void isRefused(Hostile hostile) throws IOException {
    Path file = Files.write(folder.resolve(hostile.fileName()), hostile.bytes());

    long before = THREADS.getCurrentThreadAllocatedBytes();

    Throwable thrown =
        catchThrowable(() -> SourceArchive.read(file, hostile.limits(), new IgnoringSink()));

    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED);
    assertThat(thrown).isInstanceOf(AsamanException.class);
    assertThat(((AsamanException) thrown).problem())
        .isInstanceOfSatisfying(
            Problem.BadArchive.class,
            problem -> {
              assertThat(problem.what()).contains(hostile.what());
              assertThat(problem.member()).isEqualTo(hostile.member());
              assertThat(problem.archive()).isEqualTo(file.toString());
            });
    assertThat(thrown.getMessage()).doesNotContain("\n");
  }

  @Test
  void everyAttackHasANameOfItsOwn() {
    assertThat(CORPUS.stream().map(h -> h.fileName() + " " + h.attack()))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(440);
  }

  /// Leaves most of every content unread.
  private static final class IgnoringSink implements MemberSink {
    @Override
    public void directory(String path) {}

    @Override
    public void file(String path, boolean executable, InputStream content) throws IOException {
      content.skip(3);
    }

    @Override
    public void symlink(String path, String target) {}

    @Override
    public void hardLink(String path, String existing) {}
  }
}
