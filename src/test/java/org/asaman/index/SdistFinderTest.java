package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.SpecifierSet;
import org.asaman.requirements.Version;
import org.asaman.testing.FakeIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdistFinderTest {
  private static final ProjectName FOO = ProjectName.of("foo");
  private static final Version ONE = Version.parse("1.0");
  private static final Version PYTHON = Version.parse("3.11.7");
  private static final Map<String, Object> NO_HASH = Map.of("hashes", Map.of());

  @TempDir Path folder;
  private final FakeIndex fake = new FakeIndex();

  @AfterEach
  void close() {
    fake.close();
  }

  private SdistFinder finder(Path... findLinks) {
    IndexOptions options =
        new IndexOptions(
            Optional.of(fake.index()),
            List.of(),
            List.of(),
            false,
            List.of(findLinks).stream().map(Path::toUri).toList());
    return new SdistFinder(
        new PackageIndex(
            IndexConfiguration.of().with(options),
            Map.of(),
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1))));
  }

  private static byte[] bytes(String content) {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  /// The content of every file is its name.
  private static Hash hash(String fileName) {
    return new Hash("sha256", FakeIndex.sha256(bytes(fileName)));
  }

  private SdistFinderTest with(String fileName, Map<String, Object> extra) {
    fake.add("foo", fileName, bytes(fileName), extra);
    return this;
  }

  private SdistFinderTest with(String... fileNames) {
    List.of(fileNames).forEach(fileName -> with(fileName, Map.of()));
    return this;
  }

  private static List<String> names(List<Sdist> sdists) {
    return sdists.stream().map(sdist -> sdist.file().filename()).toList();
  }

  @Test
  void takesTheSdistWhoseHashIsListed() {
    with("foo-1.0.tar.gz", "foo-1.0.zip", "foo-1.0-py3-none-any.whl", "foo-1.0.1.tar.gz");

    assertThat(names(finder().pinned(FOO, ONE, List.of(hash("x"), hash("foo-1.0.zip")))))
        .containsExactly("foo-1.0.zip");
    assertThat(
            names(finder().pinned(FOO, ONE, List.of(hash("foo-1.0.zip"), hash("foo-1.0.tar.gz")))))
        .containsExactly("foo-1.0.tar.gz", "foo-1.0.zip");
    assertThat(fake.requestsFor("/files/foo-1.0.zip")).isZero();
  }

  @Test
  void versionsCompareAsVersions() {
    with("foo-1.tar.gz", "foo-1.0.1.tar.gz", "foo-11.0.tar.gz", "foo-bar-1.0.tar.gz");

    assertThat(names(finder().pinned(FOO, ONE, List.of()))).containsExactly("foo-1.tar.gz");
  }

  @Test
  void aYankedSdistIsTakenWhenPinned() {
    with("foo-1.0.tar.gz", Map.of("yanked", true));

    assertThat(finder().pinned(FOO, ONE, List.of(hash("foo-1.0.tar.gz")))).hasSize(1);
  }

  @Test
  void withoutStatedHashesTheBytesDecide() throws IOException {
    with("foo-1.0.tar.gz", NO_HASH).with("foo-1.0.zip", NO_HASH);
    List<Hash> listed = List.of(hash("foo-1.0.zip"));
    SdistFinder finder = finder();

    FetchedSdist fetched = finder.fetch(finder.pinned(FOO, ONE, listed), listed, folder);

    assertThat(fetched.path()).hasFileName("foo-1.0.zip").hasContent("foo-1.0.zip");
    assertThat(fetched.hashes()).contains(listed.getFirst());
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("foo-1.0.zip"));
  }

  @Test
  void ifNoBytesFitThatIsAMismatch() {
    with("foo-1.0.tar.gz", NO_HASH).with("foo-1.0.zip", NO_HASH);
    List<Hash> listed = List.of(hash("x"));
    SdistFinder finder = finder();

    assertProblem(
        Problem.HashMismatch.class,
        () -> finder.fetch(finder.pinned(FOO, ONE, listed), listed, folder));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theNameOnDiskIsNotTheIndexs() {
    fake.add("a.b", "A..B-v1.0.TAR.tar.gz", bytes("x"), Map.of());
    fake.add("a.b", "A.B-v1.0-1.tgz", bytes("x"), Map.of());
    SdistFinder finder = finder();
    ProjectName project = ProjectName.of("a-b");

    List<Sdist> sdists = finder.pinned(project, Version.parse("1.0.post1"), List.of());

    assertThat(finder.fetch(sdists, List.of(), folder).path())
        .isEqualTo(folder.resolve("a_b-1.0.post1.tgz"));
  }

  @Test
  void findLinksAreEnoughIfTheyHaveIt() throws IOException {
    Files.writeString(folder.resolve("foo-1.0.tar.gz"), "foo-1.0.tar.gz");

    SdistFinder finder = finder(folder);
    List<Hash> listed = List.of(hash("foo-1.0.tar.gz"));
    assertThat(finder.pinned(FOO, ONE, listed)).hasSize(1);
    assertThat(fake.requests()).isEmpty();
  }

  @Test
  void otherwiseTheIndexIsAsked() throws IOException {
    with("foo-1.0.tar.gz");
    Files.writeString(folder.resolve("foo-1.0.tar.gz"), "another file");

    SdistFinder finder = finder(folder);
    assertThat(finder.pinned(FOO, ONE, List.of(hash("foo-1.0.tar.gz"))).getFirst().file().url())
        .isEqualTo(fake.url("/files/foo-1.0.tar.gz"));
  }

  @Test
  void saysThatOnlyWheelsAreListed() {
    with("foo-1.0.tar.gz", "foo-1.0-py3-none-any.whl");

    assertProblem(
            Problem.NotFound.class,
            () -> finder().pinned(FOO, ONE, List.of(hash("foo-1.0-py3-none-any.whl"))))
        .hasMessageContaining("only wheels are listed (foo-1.0-py3-none-any.whl)")
        .hasMessageContaining("foo-1.0.tar.gz");
  }

  @Test
  void saysThatAVersionHasOnlyWheels() {
    with("foo-1.0-py3-none-any.whl", "foo-1.1.tar.gz");

    assertProblem(Problem.NotFound.class, () -> finder().pinned(FOO, ONE, List.of(hash("x"))))
        .hasMessageContaining("a source distribution of foo 1.0")
        .hasMessageContaining("there are only wheels: foo-1.0-py3-none-any.whl");
  }

  @Test
  void saysThatTheIndexHasAnotherFile() {
    with("foo-1.0.tar.gz");

    assertProblem(Problem.HashMismatch.class, () -> finder().pinned(FOO, ONE, List.of(hash("x"))))
        .hasMessageContaining(hash("x").toString())
        .hasMessageContaining(hash("foo-1.0.tar.gz").toString());
  }

  @Test
  void saysWhatIsMissingAndWhere() {
    with("foo-1.1.tar.gz");

    assertProblem(Problem.NotFound.class, () -> finder().pinned(FOO, ONE, List.of()))
        .hasMessageContaining("foo 1.0: not found in " + fake.url("/simple/"));
    assertProblem(
            Problem.NotFound.class,
            () -> finder(folder).pinned(ProjectName.of("bar"), ONE, List.of()))
        .hasMessageContaining("bar: not found in " + folder + ", " + fake.url("/simple/"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', false, foo-1.9.tar.gz",
    "'<1.5', false, foo-1.0.tar.gz",
    "'', true, foo-2.0rc1.tar.gz",
    "'>=2.0rc1', false, foo-2.0rc1.tar.gz",
    "'>=1.95', false, foo-2.0rc1.tar.gz", // there is nothing else
    "'==3.0', false, foo-3.0.tar.gz", // yanked, but pinned
    "'===1.0', false, foo-1.0.tar.gz",
  })
  void choosesAsPipDoes(String specifier, boolean prereleases, String expected) {
    with("foo-1.0.tar.gz", "foo-1.9.tar.gz", "foo-2.0rc1.tar.gz", "foo-1.9.5-py3-none-any.whl")
        .with("foo-3.0.tar.gz", Map.of("yanked", ""))
        .with("foo-1.9.1.tar.gz", Map.of("requires-python", ">=3.12"))
        .with("foo-0.1.tar.gz", Map.of("requires-python", "nonsense"));
    fake.serving(FakeIndex.Form.HTML);

    Sdist chosen =
        finder().choose(FOO, SpecifierSet.parse(specifier), prereleases, PYTHON, List.of());

    assertThat(chosen.file().filename()).isEqualTo(expected);
  }

  @Test
  void whatPythonAFileNeedsIsIgnoredIfItCannotBeRead() {
    with("foo-0.1.tar.gz", Map.of("requires-python", "nonsense"));

    assertThat(finder().choose(FOO, SpecifierSet.ANY, false, PYTHON, List.of())).isNotNull();
  }

  @Test
  void aListedHashLimitsTheChoice() {
    with("foo-1.0.tar.gz", "foo-1.9.tar.gz");

    Sdist chosen =
        finder().choose(FOO, SpecifierSet.ANY, false, PYTHON, List.of(hash("foo-1.0.tar.gz")));

    assertThat(chosen.name().version()).isEqualTo(ONE);
  }

  @Test
  void saysWhatThereIsInstead() {
    with("foo-1.0.tar.gz", "foo-1.9.tar.gz");

    assertProblem(
            Problem.NotFound.class,
            () -> finder().choose(FOO, SpecifierSet.parse(">=2"), false, PYTHON, List.of()))
        .hasMessageContaining("a source distribution of foo >=2")
        .hasMessageContaining("there are 1.9, 1.0");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertProblem(
      Class<? extends Problem> type, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AsamanException.class, e -> assertThat(e.problem()).isInstanceOf(type));
  }
}
