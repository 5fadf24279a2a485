package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.testing.FakeIndex;
import org.asaman.testing.FakeIndex.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final String FILE = "/files/foo-1.0.tar.gz";
  private static final byte[] CONTENT = content(300_000);
  private static final Hash RIGHT = new Hash("sha256", FakeIndex.sha256(CONTENT));
  private static final Hash WRONG = new Hash("sha256", "00".repeat(32));

  @TempDir Path folder;
  private final FakeIndex fake = new FakeIndex();

  @AfterEach
  void close() {
    fake.close();
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(1).nextBytes(content);
    return content;
  }

  private List<Hash> download(Map<String, Object> entry, Hash... expected) {
    fake.add("foo", "foo-1.0.tar.gz", CONTENT, entry);
    PackageIndex index =
        new PackageIndex(
            IndexConfiguration.of(fake.index()),
            Map.of(),
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));
    DistributionFile file = index.project(ProjectName.of("foo")).orElseThrow().files().getFirst();
    return index.download(file, List.of(expected), folder.resolve("target"));
  }

  private static Map<String, Object> withoutSize(Map<String, Object> more) {
    Map<String, Object> entry = new HashMap<>(more);
    entry.put("size", "unknown");
    return entry;
  }

  private void assertNothingIsLeft() {
    assertThat(folder).isEmptyDirectory();
  }

  private void assertDownloaded() {
    assertThat(folder.resolve("target")).hasBinaryContent(CONTENT);
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("target"));
  }

  @Test
  void takesAFileThatHasOneOfTheListedHashes() {
    List<Hash> actual = download(Map.of(), WRONG, RIGHT);

    assertDownloaded();
    assertThat(actual).hasSize(3).startsWith(RIGHT);
  }

  @Test
  void aListedHashMayBeOfAnyAlgorithm() {
    List<Hash> actual = download(Map.of());

    assertThat(download(Map.of(), actual.getLast())).isEqualTo(actual);
    assertThat(actual).extracting(Hash::algorithm).containsExactly("sha256", "sha384", "sha512");
  }

  @Test
  void aWrongHashLeavesNothingAndIsNotTriedAgain() {
    assertThatThrownBy(() -> download(Map.of(), WRONG))
        .isInstanceOfSatisfying(
            AsamanException.class,
            e ->
                assertThat(e.problem())
                    .isEqualTo(
                        new Problem.HashMismatch(
                            "foo-1.0.tar.gz", List.of(WRONG.toString()), RIGHT.toString())));
    assertNothingIsLeft();
    assertThat(fake.requestsFor(FILE)).isOne();
  }

  @Test
  void theIndexMustBeRightAboutItsOwnHash() {
    assertThatThrownBy(() -> download(Map.of("hashes", Map.of("sha256", WRONG.hex())), RIGHT))
        .isInstanceOfSatisfying(
            AsamanException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.HashMismatch.class));
    assertNothingIsLeft();
  }

  @Test
  void aSwappedFileIsRefused() {
    fake.failing(FILE, new Fault.Other(content(300_001)));

    assertThatThrownBy(() -> download(withoutSize(Map.of()), RIGHT))
        .isInstanceOfSatisfying(
            AsamanException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.HashMismatch.class));
    assertNothingIsLeft();
  }

  @Test
  void aFileThatIsLongerThanStatedIsCutOffAtOnce() {
    fake.failing(FILE, new Fault.Other(content(400_000)));

    assertThatThrownBy(() -> download(Map.of(), RIGHT))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("more than the 300000 bytes");
    assertNothingIsLeft();
    assertThat(fake.requestsFor(FILE)).isOne();
  }

  @Test
  void aBrokenTransferGoesOnWhereItBroke() {
    fake.failing(FILE, new Fault.ShortBody(100_000), new Fault.ShortBody(50_000));

    download(Map.of(), RIGHT);

    assertDownloaded();
    assertThat(fake.requests().getLast().header("range")).isPresent();
    assertThat(fake.requestsFor(FILE)).isEqualTo(3);
  }

  @Test
  void aFileThatChangedMeanwhileIsFetchedAnew() {
    byte[] old = CONTENT.clone();
    old[0]++;
    fake.failing(FILE, new Fault.Replaced(old, 100_000));

    download(Map.of(), RIGHT);

    assertDownloaded();
    assertThat(fake.requests().getLast().header("range")).contains("bytes=100000-");
  }

  @Test
  void aTransferThatStaysBrokenLeavesNothing() {
    for (int i = 0; i < 6; i++) {
      fake.failing(FILE, new Fault.ShortBody(10));
    }

    assertThatThrownBy(() -> download(withoutSize(Map.of()), RIGHT))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("breaks off")
        .hasMessageContaining("tried 6 times");
    assertNothingIsLeft();
  }

  @Test
  void aFileThatTheIndexListsButDoesNotHaveIsNotFound() {
    assertThatThrownBy(() -> download(Map.of("url", "/files/missing.tar.gz"), RIGHT))
        .isInstanceOfSatisfying(
            AsamanException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.NotFound.class));
    assertNothingIsLeft();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNotTheIndexsFault() {
    fake.add("foo", "foo-1.0.tar.gz", CONTENT);
    PackageIndex index = new PackageIndex(IndexConfiguration.of(fake.index()), Map.of());
    Path target = folder.resolve("missing/target");

    assertThatThrownBy(() -> index.download(fake.url(FILE), List.of(RIGHT), target))
        .isInstanceOfSatisfying(
            AsamanException.class, e -> assertThat(e.problem()).isInstanceOf(Problem.BadFile.class))
        .hasMessageContaining(target.toString());
    assertThat(fake.requestsFor(FILE)).isOne();
  }

  @Test
  void anAddressThatNoRequestCanBeSentToIsAProblem() {
    PackageIndex index = new PackageIndex(IndexConfiguration.of(fake.index()), Map.of());

    for (String url : List.of("ftp://h/x", "http://a_b/x", "git+https://h/x", "mailto:x")) {
      assertThatThrownBy(() -> index.download(URI.create(url), List.of(), folder.resolve("target")))
          .isInstanceOf(AsamanException.class)
          .hasMessageContaining("is no http, https or file address");
    }
  }

  @Test
  void anAddressMayCarryItsHash() {
    fake.add("foo", "foo-1.0.tar.gz", CONTENT);
    PackageIndex index = new PackageIndex(IndexConfiguration.of(fake.index()), Map.of());

    assertThatThrownBy(() ->
            index.download(
                fake.url(FILE + "#sha256=" + WRONG.hex()), List.of(), folder.resolve("target")))
        .isInstanceOfSatisfying(
            AsamanException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.HashMismatch.class));
    assertNothingIsLeft();
  }
}
