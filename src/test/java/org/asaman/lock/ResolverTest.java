package org.asaman.lock;

import static org.asaman.lock.LockFixture.NEW;
import static org.asaman.lock.LockFixture.NOW;
import static org.asaman.lock.LockFixture.PYTHON;
import static org.asaman.lock.LockFixture.requirements;
import static org.asaman.lock.LockFixture.wheel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.asaman.index.IndexConfiguration;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolverTest {
  @TempDir Path folder;
  private Store store;
  private Path links;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("store"));
    links = folder.resolve("my links");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Resolver resolver(IndexConfiguration indexes) {
    return new Resolver(LockFixture.uv(store, () -> indexes), PYTHON, InstantSource.fixed(NOW));
  }

  private static Problem.Unresolved refusal(
      Resolver resolver, List<AsOf> choices, String... asked) {
    AsamanException e =
        catchThrowableOfType(
            AsamanException.class,
            () -> resolver.resolve("foo 1.0", requirements(asked), () -> choices));
    return (Problem.Unresolved) e.problem();
  }

  private static List<String> names(BuildRequirements resolved) {
    return resolved.pins().stream().map(pin -> pin.name() + " " + pin.version()).toList();
  }

  private static AsOf at(String time, AsOf.Reason reason) {
    return new AsOf(Instant.parse(time), reason);
  }

  @Test
  void resolvesTheRequirementsOfRequirementsWithTheirHashes() throws IOException {
    Path back =
        wheel(links, "back", "1.5", "Requires-Dist: low", "Requires-Dist: opt; extra == 'more'");
    wheel(links, "back", "2.0");
    wheel(links, "low", "3");
    wheel(links, "opt", "4");

    var resolved =
        resolver(LockFixture.folder(links))
            .resolve("foo 1.0", requirements("back[more]<2"), () -> NEW);

    assertThat(names(resolved)).containsExactly("back 1.5", "low 3", "opt 4");
    assertThat(resolved.pins().getFirst().hashes())
        .extracting(Object::toString)
        .containsExactly("sha256:" + Digest.of(Files.readAllBytes(back)).hash());
    assertThat(resolved.asOf()).contains(NEW.getFirst());
    assertThat(resolved.undated()).isEmpty();
  }

  @Test
  void nothingToResolveNeedsNeitherUvNorAnIndex() {
    UvTool none =
        LockFixture.noUv(
            store,
            () -> {
              throw new AssertionError("asked for");
            });
    Resolver resolver = new Resolver(none, PYTHON, InstantSource.fixed(NOW));

    var resolved =
        resolver.resolve(
            "foo 1.0",
            requirements("gone; python_version < '3'"),
            () -> {
              throw new AssertionError("asked for");
            });

    assertThat(resolved).isEqualTo(BuildRequirements.NONE);
  }

  @Test
  void whatWasResolvedIsRememberedUntilSomethingThatWentInIsOther() throws IOException {
    wheel(links, "back", "1.0");
    IndexConfiguration indexes = LockFixture.folder(links);
    var first = resolver(indexes).resolve("foo 1.0", requirements("back"), () -> NEW);
    Resolver later =
        new Resolver(LockFixture.noUv(store, () -> indexes), PYTHON, InstantSource.fixed(NOW));

    assertThat(later.resolve("bar 2.0", requirements("back"), () -> NEW)).isEqualTo(first);

    wheel(links, "back", "1.1");
    assertThat(names(resolver(indexes).resolve("foo 1.0", requirements("back"), () -> NEW)))
        .containsExactly("back 1.1");
  }

  @Test
  void onlyWhatWasThereAsOfTheDateIsTaken() throws IOException {
    try (TestingIndex index = new TestingIndex()) {
      index.add(wheel(links, "back", "1.0"), "2020-01-01T00:00:00Z");
      index.add(wheel(links, "back", "2.0"), "2024-06-01T12:00:00Z");
      Resolver resolver = resolver(LockFixture.index(index.url("", "dated")));

      assertThat(
              names(
                  resolver.resolve(
                      "foo 1.0",
                      requirements("back"),
                      () -> List.of(at("2024-06-01T11:59:59.5Z", AsOf.Reason.UPLOAD_TIME)))))
          .containsExactly("back 1.0");
      assertThat(
              names(
                  resolver.resolve(
                      "foo 1.0",
                      requirements("back"),
                      () -> List.of(at("2024-06-01T12:00:01Z", AsOf.Reason.UPLOAD_TIME)))))
          .containsExactly("back 2.0");
    }
  }

  @Test
  void theNextDateIsTriedWhenNothingResolves() throws IOException {
    try (TestingIndex index = new TestingIndex()) {
      index.add(wheel(links, "back", "1.0"), "2020-01-01T00:00:00Z");
      AsOf early = at("2019-01-01T00:00:00Z", AsOf.Reason.UPLOAD_TIME);
      AsOf newest = at("2021-01-01T00:00:00Z", AsOf.Reason.NEWEST_IN_FILE);
      Resolver resolver = resolver(LockFixture.index(index.url("", "dated")));

      var resolved =
          resolver.resolve("foo 1.0", requirements("back"), () -> List.of(early, newest));

      assertThat(resolved.asOf()).contains(newest);
      Problem.Unresolved refused = refusal(resolver, List.of(early), "back");
      assertThat(refused.subject()).isEqualTo("foo 1.0");
      assertThat(refused.hint()).contains("--as-of");
      assertThat(String.join("\n", refused.detail()))
          .contains("back")
          .contains("2019-01-01")
          .doesNotContain("exclude-newer-package");
    }
  }

  @Test
  void aProjectWithoutUploadTimesIsTakenAsOfTodayAndNamed() throws IOException {
    try (TestingIndex index = new TestingIndex()) {
      index.add(wheel(links, "back", "1.0", "Requires-Dist: low"), "");
      index.add(wheel(links, "low", "2.0"), "");
      IndexConfiguration indexes = LockFixture.index(index.url("", "undated"));
      var resolved = resolver(indexes).resolve("foo 1.0", requirements("back"), () -> NEW);

      assertThat(names(resolved)).containsExactly("back 1.0", "low 2.0");
      assertThat(resolved.undated()).extracting(Object::toString).containsExactly("back", "low");

      int asked = index.requests().size();
      assertThat(resolver(indexes).resolve("foo 1.0", requirements("back"), () -> NEW))
          .isEqualTo(resolved);
      assertThat(index.requests()).hasSize(asked);
      InstantSource tomorrow = InstantSource.fixed(NOW.plus(Duration.ofDays(1)));
      UvTool none = LockFixture.noUv(store, () -> indexes);
      AsamanException e =
          catchThrowableOfType(
              AsamanException.class,
              () ->
                  new Resolver(none, PYTHON, tomorrow)
                      .resolve("foo", requirements("back"), () -> NEW));
      assertThat(e.problem()).isInstanceOf(Problem.BadTool.class);
    }
  }

  @Test
  void theFirstIndexThatHasAProjectIsTheOnlyOne() throws IOException {
    try (TestingIndex first = new TestingIndex();
        TestingIndex second = new TestingIndex()) {
      first.add(wheel(links.resolve("1"), "back", "1.0"), "2020-01-01T00:00:00Z");
      second.add(wheel(links.resolve("2"), "back", "9.0"), "2020-01-01T00:00:00Z");
      second.add(wheel(links.resolve("2"), "low", "2.0"), "2020-01-01T00:00:00Z");
      IndexConfiguration indexes =
          LockFixture.index(first.url("", "dated"), first.url("", "no"), second.url("", "dated"));

      var resolved = resolver(indexes).resolve("foo 1.0", requirements("back", "low"), () -> NEW);

      assertThat(names(resolved)).containsExactly("back 1.0", "low 2.0");
      assertThat(second.requests()).noneMatch(request -> request.contains("/back/"));
    }
  }

  @Test
  void anIndexThatDoesNotAnswerIsNotAskedAsOfAnotherDate() throws IOException {
    TestingIndex index = new TestingIndex();
    index.close();
    AsOf early = at("2019-01-01T00:00:00Z", AsOf.Reason.UPLOAD_TIME);
    Resolver resolver = resolver(LockFixture.index(index.url("", "dated")));

    Problem.Unresolved refused = refusal(resolver, List.of(early, NEW.getFirst()), "back");

    assertThat(refused.hint()).contains("network");
    try (var homes = Files.walk(store.root().resolve("tmp"), 2)) {
      assertThat(homes.filter(path -> path.getFileName().toString().startsWith("uv-"))).hasSize(1);
    }
  }

  @Test
  void anIndexThatWantsOtherCredentialsIsNamedAsSuch() throws IOException {
    try (TestingIndex index = new TestingIndex()) {
      Resolver resolver = resolver(LockFixture.index(index.url("me:hunter2@", "forbidden")));

      Problem.Unresolved refused = refusal(resolver, NEW, "back");

      assertThat(refused.hint()).contains("credentials");
      assertThat(refused.toString()).doesNotContain("hunter2");
    }
  }

  @Test
  void credentialsReachTheirIndexAndNoMessageOrMemory() throws IOException {
    try (TestingIndex index = new TestingIndex()) {
      index.add(wheel(links, "back", "1.0"), "2020-01-01T00:00:00Z");
      IndexConfiguration indexes = LockFixture.index(index.url("me:hunter2@", "dated"));

      resolver(indexes).resolve("foo 1.0", requirements("back"), () -> NEW);

      assertThat(index.requests()).anyMatch(request -> request.contains(" Basic "));
      index.close();
      Problem.Unresolved refused = refusal(resolver(indexes), NEW, "low");
      assertThat(refused.hint()).contains("network");
      assertThat(refused.toString()).contains("Failed to fetch").doesNotContain("hunter2");
      try (var files = Files.walk(store.root().resolve("ac"))) {
        assertThat(files.filter(Files::isRegularFile))
            .isNotEmpty()
            .allSatisfy(file -> assertThat(file).content().doesNotContain("hunter2"));
      }
    }
  }

  @Test
  void whatNoIndexHasOrHasNoWheelsIsRefusedWithTheResolversWords() throws IOException {
    Files.createDirectories(links);
    Files.writeString(links.resolve("low-1.0.tar.gz"), "an sdist");
    Resolver resolver = resolver(LockFixture.folder(links));

    Problem.Unresolved missing = refusal(resolver, NEW, "nowhere");
    Problem.Unresolved sdist = refusal(resolver, NEW, "low");
    Problem.Unresolved url = refusal(resolver, NEW, "low @ file:///low-1.0-py3-none-any.whl");

    assertThat(missing.detail().getFirst()).startsWith("error: No solution found");
    assertThat(missing.hint()).contains("--find-links");
    assertThat(sdist.hint()).contains("taken as wheels");
    assertThat(String.join("\n", sdist.detail())).doesNotContain("--no-build");
    assertThat(url.detail()).containsExactly("required from an address instead of an index: low");
  }

  @Test
  void manyThreadsThatWantTheSameResolutionDoTheWorkOnce() throws Exception {
    wheel(links, "back", "1.0");
    IndexConfiguration indexes = LockFixture.folder(links);
    Resolver resolver = resolver(indexes);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var uvHomes = Files.newDirectoryStream(store.root().resolve("tmp"))) {
      List<Future<BuildRequirements>> results =
          IntStream.range(0, 20)
              .mapToObj(i ->
                  threads.submit(
                      () -> resolver.resolve("foo " + i, requirements("back"), () -> NEW)))
              .toList();
      for (Future<BuildRequirements> result : results) {
        assertThat(names(result.get())).containsExactly("back 1.0");
      }
      for (Path run : uvHomes) {
        if (Files.isDirectory(run)) {
          try (var homes = Files.list(run)) {
            assertThat(homes.filter(Files::isDirectory)).hasSize(1);
          }
        }
      }
    }
  }
}
