package org.asaman.lockfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.asaman.crates.Crate;
import org.asaman.crates.LockedCrates;
import org.asaman.index.DistributionFile;
import org.asaman.lock.AsOf;
import org.asaman.lock.BuildWheel;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LockReaderTest {
  private static final LockedInterpreter CPYTHON =
      new LockedInterpreter("cpython", "3.11.7", "linux-x86_64");

  @TempDir Path folder;

  private static DistributionFile file(String name, String url) {
    return new DistributionFile(
        name,
        URI.create(url),
        List.of(new Hash("sha256", "ab".repeat(32)), new Hash("sha512", "cd".repeat(64))),
        Optional.of(Instant.parse("2024-01-02T03:04:05.678901Z")),
        OptionalLong.of(12),
        Optional.empty(),
        Optional.empty());
  }

  private static LockedPackage built(String release, boolean requested, String... needs) {
    Release parsed = Release.parse(release);
    return new LockedPackage(
        parsed,
        file(parsed.name() + "-1.0.tar.gz", "https://h.invalid/" + parsed.name() + ".tar.gz"),
        requested,
        Optional.of(
            new AsOf(Instant.parse("2024-01-02T03:04:05Z"), AsOf.Reason.INTERPRETER_RELEASE)),
        new TreeSet<>(Set.of(ProjectName.of("undated"))),
        "back.end:obj",
        List.of("."),
        List.of("b >= 1; python_version > '3'", "\"odd\\ \ttext\u0001"),
        List.of("c"),
        List.of(needs).stream().map(Release::parse).toList(),
        List.of("environment A=\"quoted\"\nand more"),
        new LockedCrates(
            List.of(new Crate("itoa", "1.0.1", "ab".repeat(32))),
            new TreeMap<>(
                Map.of("rust/Cargo.lock", "version = 4\n\n[[package]]\nname = \"p\"\n"))));
  }

  private static LockedRequirement needed(String release, String... binary) {
    Release parsed = Release.parse(release);
    return new LockedRequirement(
        parsed,
        List.of(
            file(parsed.name() + "-1.0-py3-none-any.whl", "https://h.invalid/x"),
            file(parsed.name() + "-1.0.tar.gz", "https://h.invalid/y")),
        List.of(binary).stream().map(b -> BuildWheel.Origin.valueOf(b)).findFirst());
  }

  private static BuildLock chain(boolean seed) {
    return BuildLock.of(
        CPYTHON,
        true,
        List.of(
            built("a==1", true, "b==1.0", "d==4"),
            built("b==1.0", false, "c==1"),
            built("c==1", false, "b==1.0")),
        List.of(
            seed ? needed("b==1.0", "SEED") : needed("b==1.0"),
            needed("c==1"),
            needed("d==4", "ALLOWED")));
  }

  @Test
  void whatIsWrittenIsReadAndWrittenAgainTheSame() {
    BuildLock lock =
        BuildLock.of(
            CPYTHON,
            false,
            List.of(
                new LockedPackage(
                    Release.parse("p==1"),
                    file("p-1.tar.gz", folder.resolve("sub/p-1.tar.gz").toUri().toString()),
                    true,
                    Optional.empty(),
                    new TreeSet<>(),
                    "x",
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    LockedCrates.NONE)),
            List.of());
    String text = LockWriter.text(lock, folder);

    assertThat(text).contains("path = \"sub/p-1.tar.gz\"");
    assertThat(LockReader.read("shown", text, folder)).isEqualTo(lock);
    assertThat(LockWriter.portable(lock)).contains("path = \"p-1.tar.gz\"");
  }

  @Test
  void everyTextSurvives() {
    BuildLock lock = chain(true);
    String text = LockWriter.text(lock, folder).replace("\\\"odd\\\\ \\ttext\\u0001", "odd");

    BuildLock read = LockReader.read("shown", text, folder);

    assertThat(LockWriter.text(read, folder)).isEqualTo(text);
    assertThat(read.packages().firstEntry().getValue().settings())
        .containsExactly("environment A=\"quoted\"\nand more");
    assertThat(read.requirements()).isEqualTo(lock.requirements());
  }

  @Test
  void whatIsNoRequirementIsRefusedThoughItIsAString() {
    AsamanException e =
        catchThrowableOfType(
            AsamanException.class,
            () -> LockReader.read("shown", LockWriter.text(chain(true), folder), folder));

    assertThat(e.problem())
        .isInstanceOfSatisfying(
            Problem.BadPlace.class, p -> assertThat(p.what()).startsWith("'requires': '\"odd"));
  }

  @Test
  void aSeedIsAWheelForThoseThatItNeedsAndForNoOther() {
    LockGraph graph = new LockGraph(chain(true));

    assertThat(graph.cycle()).isEmpty();
    assertThat(graph.origin(Release.parse("c==1"), Release.parse("b==1.0")))
        .isEqualTo(BuildWheel.Origin.SEED);
    assertThat(graph.origin(Release.parse("a==1"), Release.parse("b==1")))
        .isEqualTo(BuildWheel.Origin.SOURCE);
    assertThat(graph.origin(Release.parse("a==1"), Release.parse("d==4")))
        .isEqualTo(BuildWheel.Origin.ALLOWED);
    assertThat(graph.builtBefore(Release.parse("a==1"))).containsExactly(Release.parse("b==1"));
    assertThat(new LockGraph(chain(false)).cycle())
        .containsExactlyInAnyOrder(Release.parse("b==1"), Release.parse("c==1"));
    assertThat(Seeds.unbroken(chain(false), Set.of())).hasSize(1);
    assertThat(Seeds.unbroken(chain(false), Set.of(ProjectName.of("c")))).isEmpty();
    assertThat(Seeds.mark(chain(false), Set.of(ProjectName.of("d"), ProjectName.of("b"))))
        .isEqualTo(chain(true));
  }

  @Test
  void aLongChainIsNoTroubleAndALongCycleIsNamed() {
    List<LockedPackage> packages = new ArrayList<>();
    List<LockedRequirement> requirements = new ArrayList<>();
    int length = 2000;
    for (int i = 0; i < length; i++) {
      packages.add(
          i + 1 < length
              ? built("p" + i + "==1", i == 0, "p" + (i + 1) + "==1")
              : built("p" + i + "==1", false));
      requirements.add(needed("p" + i + "==1"));
    }
    BuildLock line = BuildLock.of(CPYTHON, true, packages, requirements);
    assertThat(new LockGraph(line).cycle()).isEmpty();
    assertThat(GraphFormat.TEXT.print(line)).startsWith("p0 1 (requested)\n  p1 1\n");
    packages.set(length - 1, built("p" + (length - 1) + "==1", false, "p0==1"));
    assertThat(new LockGraph(BuildLock.of(CPYTHON, true, packages, requirements)).cycle())
        .hasSize(length);
  }

  /// However a lock is damaged, it is read or refused in one line, and is never a bug.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void damageIsNeverABug(long seed) {
    Random random = new Random(seed);
    String whole =
        LockWriter.text(chain(true), folder).replace("\\\"odd\\\\ \\ttext\\u0001", "odd");
    String noise = "\"[]{}=,.#\n\\ab01-T:Z'\u00e9";
    for (int round = 0; round < 400; round++) {
      StringBuilder text = new StringBuilder(whole);
      for (int i = 0; i <= random.nextInt(3); i++) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, noise.charAt(random.nextInt(noise.length())));
          default -> text.setCharAt(at, noise.charAt(random.nextInt(noise.length())));
        }
      }
      try {
        BuildLock _ = LockReader.read("shown", text.toString(), folder);
      } catch (AsamanException e) {
        assertThat(e.getMessage()).as("seed %d, round %d", seed, round).startsWith("shown:");
      }
    }
  }

  @Test
  void theSameLockIsNotWrittenAgain() throws Exception {
    Path file = folder.resolve("x.build.toml");

    assertThat(LockFile.write(chain(true), file)).isTrue();
    assertThat(LockFile.write(chain(true), file)).isFalse();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a/requirements.txt, a/requirements.build.toml",
    "requirements, requirements.build.toml",
    "requirements.in, requirements.in.build.toml",
    "../r.in.txt, ../r.in.build.toml",
    "uv.lock, uv.lock.build.toml",
    "pylock.toml, pylock.toml.build.toml",
  })
  void noTwoInputsShareALock(Path input, Path lock) {
    assertThat(LockFile.of(input)).isEqualTo(lock);
    assertThat(lock.toString()).doesNotMatch("pylock\\.[^.]+\\.toml");
  }
}
