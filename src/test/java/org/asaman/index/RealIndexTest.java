package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the index that this machine's pip is configured to use. Without network it is skipped, but
/// never where CI says that everything must be there.
class RealIndexTest {
  private static final Hash SIX =
      Hash.parse("sha256:1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926");

  @TempDir Path folder;

  @Test
  void fetchesSixAsPipIsConfigured() {
    Map<String, String> environment = System.getenv();
    PackageIndex index =
        new PackageIndex(
            IndexOptions.NONE,
            () -> PipConfiguration.ask(Path.of("python3"), environment),
            environment);
    SdistFinder finder = new SdistFinder(index);

    FetchedSdist six = fetch(finder);

    assertThat(six.path()).hasFileName("six-1.16.0.tar.gz").hasSize(34041);
    assertThat(six.hashes()).startsWith(SIX);
    assertThat(six.sdist().file().requiresPython()).isPresent();
    assertThat(Files.exists(folder.resolve("six-1.16.0.tar.gz"))).isTrue();
  }

  private FetchedSdist fetch(SdistFinder finder) {
    try {
      List<Sdist> sdists =
          finder.pinned(ProjectName.of("six"), Version.parse("1.16.0"), List.of(SIX));
      return finder.fetch(sdists, List.of(SIX), folder);
    } catch (AsamanException e) {
      if (e.problem() instanceof Problem.IndexFailed && !"true".equals(System.getenv("CI"))) {
        return abort("the index cannot be reached: " + e.getMessage());
      }
      throw e;
    }
  }
}
