package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.asaman.problem.AsamanException;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.testing.FakeIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageIndexTest {
  private static final String JSON = "application/vnd.pypi.simple.v1+json";
  private static final ProjectName FOO = ProjectName.of("Foo");
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path folder;
  private final FakeIndex fake = new FakeIndex();

  @AfterEach
  void close() {
    fake.close();
  }

  private PackageIndex index(Index... indexes) {
    return new PackageIndex(IndexConfiguration.of(indexes), Map.of());
  }

  private List<DistributionFile> files() {
    return index(fake.index()).project(FOO).orElseThrow().files();
  }

  @ParameterizedTest
  @EnumSource
  void readsBothFormsOfTheApi(FakeIndex.Form form) {
    fake.serving(form)
        .add("foo", "foo-1.0.tar.gz", CONTENT, Map.of("requires-python", ">=3.6,<4"))
        .add("foo", "foo-0.9.tar.gz", CONTENT, Map.of("yanked", "broken & bad"));

    List<DistributionFile> files = files();

    assertThat(files)
        .extracting(DistributionFile::filename)
        .containsExactly("foo-0.9.tar.gz", "foo-1.0.tar.gz");
    assertThat(files)
        .extracting(DistributionFile::yanked)
        .containsExactly(Optional.of("broken & bad"), Optional.empty());
    DistributionFile file = files.getLast();
    assertThat(file.url()).isEqualTo(fake.url("/files/foo-1.0.tar.gz"));
    assertThat(file.hashes()).containsExactly(new Hash("sha256", FakeIndex.sha256(CONTENT)));
    assertThat(file.requiresPython()).contains(">=3.6,<4");
  }

  @Test
  void readsTimeAndSizeOfTheJsonForm() {
    fake.add(
        "foo", "foo-1.0.tar.gz", CONTENT, Map.of("upload-time", "2021-05-05T14:18:18.379999Z"));

    assertThat(files().getFirst().uploadTime())
        .contains(Instant.parse("2021-05-05T14:18:18.379999Z"));
    assertThat(files().getFirst().size()).isEqualTo(OptionalLong.of(3));
  }

  @Test
  void ignoresWhatIsOddInAnEntry() {
    fake.page(
        "/simple/foo/",
        JSON,
        """
        {"meta": {"api-version": "1.9"}, "files": [
          {"filename": "foo-1.tar.gz", "url": "foo-1.tar.gz", "size": "big", "upload-time": "then",
           "hashes": {"md5": "00", "sha256": "nohex", "sha512": 5}, "yanked": "",
           "requires-python": null, "data-dist-info-metadata": true, "provenance": 7},
          {"filename": "../foo-2.tar.gz", "url": "foo-2.tar.gz"},
          {"filename": "foo-3.tar.gz"},
          {"filename": "foo-4.tar.gz", "url": "file:///etc/passwd"},
          {"filename": "foo-5.tar.gz", "url": "ftp://h/foo-5.tar.gz"},
          {"filename": "foo-6.tar.gz", "url": "http://[/foo-6.tar.gz"},
          {"filename": "foo-7.tar.gz", "url": "http://h:70000/foo-7.tar.gz"},
          {"filename": "foo-8.tar.gz", "url": "http://a_b!/foo-8.tar.gz"},
          "text", null, 5
        ]}
        """);

    assertThat(files())
        .containsExactly(
            new DistributionFile(
                "foo-1.tar.gz",
                fake.url("/simple/foo/foo-1.tar.gz"),
                List.of(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void resolvesLinksAgainstTheBaseOfAnHtmlPage() {
    fake.page(
        "/simple/foo/",
        "text/html; charset=utf-8",
        """
        <html><head><base href="/pool/"></head><body>
        <a href="foo-1.0%%2Blocal.tar.gz#md5=00&amp;sha384=%s">anything</a>
        <a href="./sub/foo 2.tar.gz" data-yanked data-requires-python="&gt;=3.8">x</a>
        <a name="no href">y</a> <a href="javascript:alert(1)">z</a> <a href="file:///etc/passwd">p</a>
        <a href="/">up</a>
        """
            .formatted("ab".repeat(48)));

    List<DistributionFile> files = files();

    assertThat(files).hasSize(2);
    assertThat(files.getFirst().filename()).isEqualTo("foo-1.0+local.tar.gz");
    assertThat(files.getFirst().url()).isEqualTo(fake.url("/pool/foo-1.0%2Blocal.tar.gz"));
    assertThat(files.getFirst().hashes()).containsExactly(new Hash("sha384", "ab".repeat(48)));
    assertThat(files.getLast().url()).isEqualTo(fake.url("/pool/sub/foo%202.tar.gz"));
    assertThat(files.getLast().yanked()).contains("");
    assertThat(files.getLast().requiresPython()).contains(">=3.8");
  }

  @Test
  void linksAreRelativeToWhereTheRequestWasSent() {
    fake.page("/mirror/deep/foo/", "text/html", "<a href='foo-1.tar.gz'>x</a>")
        .redirecting("/simple/foo/", "/mirror/deep/foo/");

    assertThat(files().getFirst().url()).isEqualTo(fake.url("/mirror/deep/foo/foo-1.tar.gz"));
  }

  @Test
  void onlyTheFirstIndexThatHasTheProjectCounts() {
    try (FakeIndex second = new FakeIndex().add("foo", "foo-9.tar.gz", CONTENT)) {
      fake.add("foo", "foo-1.tar.gz", CONTENT);
      PackageIndex index = index(fake.index(), second.index());

      assertThat(index.project(FOO).orElseThrow().files())
          .extracting(DistributionFile::filename)
          .containsExactly("foo-1.tar.gz");
      assertThat(second.requests()).isEmpty();
    }
  }

  @Test
  void theNextIndexIsAskedOnlyIfTheProjectIsUnknown() {
    try (FakeIndex second = new FakeIndex().add("foo", "foo-9.tar.gz", CONTENT)) {
      assertThat(index(fake.index(), second.index()).project(FOO).orElseThrow().from())
          .isEqualTo("in " + second.url("/simple/"));

      fake.failing("/simple/foo/", new FakeIndex.Fault.Status(403, Map.of()));
      assertThatThrownBy(() -> index(fake.index(), second.index()).project(FOO))
          .isInstanceOf(AsamanException.class)
          .hasMessageContaining("status 403");
    }
  }

  @Test
  void aPageIsFetchedOnce() {
    fake.add("foo", "foo-1.tar.gz", CONTENT);
    PackageIndex index = index(fake.index());

    assertThat(index.project(FOO)).isEqualTo(index.project(ProjectName.of("FOO")));
    assertThat(index.project(ProjectName.of("bar"))).isEmpty();
    assertThat(fake.requestsFor("/simple/foo/")).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/vnd.pypi.simple.v2+json | {} | version 2",
        "application/vnd.pypi.simple.v1+json | {\"meta\":{\"api-version\":\"2.0\"},\"files\":[]} | version 2",
        "text/html | <meta name='pypi:repository-version' content='2.1'> | version 2",
        "application/vnd.pypi.simple.v1+json | {\"files\": {}} | lists no files",
        "application/vnd.pypi.simple.v1+json | {\"files\": [ | not JSON",
        "application/vnd.pypi.simple.v1+json | '' | lists no files",
        "application/zip | PK | content type",
      })
  void refusesWhatItDoesNotUnderstand(String type, String content, String explanation) {
    fake.page("/simple/foo/", type, content);

    assertThatThrownBy(this::files)
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining(fake.url("/simple/foo/").toString())
        .hasMessageContaining(explanation);
    assertThat(fake.requestsFor("/simple/foo/")).isOne();
  }

  @Test
  void refusesDeeplyNestedJson() {
    fake.page("/simple/foo/", JSON, "[".repeat(100_000));

    assertThatThrownBy(this::files)
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("not JSON");
  }

  @Test
  void refusesAPageThatUnpacksToTooMuch() {
    fake.add("foo", "foo-1.tar.gz", CONTENT, Map.of("padding", " ".repeat(65 << 20)));

    assertThatThrownBy(this::files)
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("64 MiB");
  }

  @Test
  void anIndexMayLieOnThisMachine() throws IOException {
    Path page = Files.createDirectories(folder.resolve("simple/foo"));
    Files.write(page.resolve("foo-1.0.tar.gz"), CONTENT);
    Files.writeString(page.resolve("index.html"), "<a href='foo-1.0.tar.gz'>x</a>");
    PackageIndex index = index(Index.of(folder.resolve("simple").toString()));

    DistributionFile file = index.project(FOO).orElseThrow().files().getFirst();
    index.download(file, List.of(), folder.resolve("target"));

    assertThat(folder.resolve("target")).hasBinaryContent(CONTENT);
    assertThat(index.project(ProjectName.of("bar"))).isEmpty();
  }

  @Test
  void nothingIsAskedBeforeItIsNeeded() {
    IndexOptions options =
        new IndexOptions(Optional.empty(), List.of(), List.of(), true, List.of(folder.toUri()));
    PackageIndex index =
        new PackageIndex(
            options,
            () -> {
              throw new AssertionError("asked for the configuration");
            },
            Map.of());

    assertThat(index.project(FOO)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo-1.0.tar.gz", "Foo-1.0-py3-none-any.whl", "foo-1.0.zip"})
  void findLinksListsTheArchivesOfAFolder(String fileName) throws IOException {
    Files.write(folder.resolve(fileName), CONTENT);
    Files.write(folder.resolve("other-1.0.tar.gz"), CONTENT);
    Files.createDirectory(folder.resolve("foo-2.0.tar.gz"));

    List<DistributionFile> files = linked(folder.toString());

    assertThat(files).extracting(DistributionFile::filename).containsExactly(fileName);
    assertThat(files.getFirst().url()).isEqualTo(folder.resolve(fileName).toUri());
    assertThat(files.getFirst().hashes()).contains(new Hash("sha256", FakeIndex.sha256(CONTENT)));
  }

  @Test
  void findLinksReadsPagesAndSingleFiles() throws IOException {
    Files.write(folder.resolve("foo-1.tar.gz"), CONTENT);
    Path page = Files.writeString(folder.resolve("page.html"), "<a href='foo-1.tar.gz'>x</a>");
    fake.page("/links", "text/html", "<a href='foo-2.tar.gz'>x</a><a href='bar-2.tar.gz'>y</a>");

    assertThat(linked(page.toString()))
        .extracting(DistributionFile::filename)
        .containsExactly("foo-1.tar.gz");
    assertThat(linked(folder.resolve("foo-1.tar.gz").toUri().toString())).hasSize(1);
    assertThat(linked(fake.url("/links").toString()))
        .extracting(DistributionFile::filename)
        .containsExactly("foo-2.tar.gz");
  }

  @Test
  void findLinksThatLeadNowhereAreAProblem() {
    assertThatThrownBy(() -> linked(folder.resolve("missing").toString()))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("--find-links");
    assertThatThrownBy(() -> linked(fake.url("/missing").toString()))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("--find-links");
  }

  private List<DistributionFile> linked(String location) {
    IndexOptions options =
        new IndexOptions(
            Optional.empty(), List.of(), List.of(), true, List.of(IndexOptions.location(location)));
    return new PackageIndex(options, () -> IndexConfiguration.of().with(options), Map.of())
        .project(FOO)
        .orElseThrow()
        .files();
  }
}
