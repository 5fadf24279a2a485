package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;
import org.asaman.testing.FakeIndex;
import org.asaman.testing.FakeIndex.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults, redirects, credentials and proxies, over real connections.
class TransportTest {
  private static final ProjectName FOO = ProjectName.of("foo");
  private static final String PAGE = "/simple/foo/";
  private static final Backoff AT_ONCE = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
  private static final String ME = "Basic bWU6c2VjcmV0"; // me:secret

  @TempDir Path folder;
  private final FakeIndex fake = new FakeIndex().add("foo", "foo-1.tar.gz", new byte[] {1});
  private final FakeIndex other = new FakeIndex().add("foo", "foo-1.tar.gz", new byte[] {1});

  @AfterEach
  void close() {
    fake.close();
    other.close();
  }

  private static PackageIndex index(URI url, Map<String, String> environment) {
    return new PackageIndex(IndexConfiguration.of(new Index(url)), environment, AT_ONCE);
  }

  private static URI withLogin(URI url) {
    return URI.create(url.toString().replace("://", "://me:secret@"));
  }

  private static Fault status(int status) {
    return new Fault.Status(status, Map.of());
  }

  private boolean finds() {
    return index(fake.url("/simple/"), Map.of()).project(FOO).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 429, 408})
  void triesAgainAfterAFaultThatMayPass(int status) {
    fake.failing(PAGE, status(status), status(status));

    assertThat(finds()).isTrue();
    assertThat(fake.requestsFor(PAGE)).isEqualTo(3);
  }

  @Test
  void triesAgainAfterABrokenConnectionOrBody() {
    fake.failing(PAGE, new Fault.Reset(), new Fault.ShortBody(20), new Fault.Reset());

    assertThat(finds()).isTrue();
    assertThat(fake.requestsFor(PAGE)).isGreaterThanOrEqualTo(4);
  }

  @Test
  void waitsAsTheServerAsks() {
    fake.failing(PAGE, new Fault.Status(429, Map.of("Retry-After", "86400")));

    assertThat(finds()).as("the back-off's longest wait bounds what a server may ask").isTrue();
  }

  @Test
  void givesUpAfterFiveRetries() {
    fake.failing(PAGE, IntStream.range(0, 10).mapToObj(_ -> status(503)).toArray(Fault[]::new));

    assertThatThrownBy(this::finds)
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("status 503 (tried 6 times)")
        .hasMessageContaining(fake.url(PAGE).toString());
    assertThat(fake.requestsFor(PAGE)).isEqualTo(6);
  }

  @Test
  void givesUpOnAServerThatStalls() {
    fake.failing(PAGE, new Fault.Stall(), new Fault.Stall());
    IndexConfiguration impatient = configuration(Duration.ofMillis(300), 1);

    assertThatThrownBy(() -> new PackageIndex(impatient, Map.of(), AT_ONCE).project(FOO))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("sends nothing for")
        .hasMessageContaining("tried 2 times");
  }

  private IndexConfiguration configuration(Duration timeout, int retries) {
    return new IndexConfiguration(
        List.of(fake.index()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        timeout,
        retries,
        false,
        List.of(),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 405, 451})
  void aRefusalIsNotTriedAgain(int status) {
    fake.failing(PAGE, status(status));

    assertThatThrownBy(this::finds)
        .isInstanceOfSatisfying(
            AsamanException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.IndexFailed.class))
        .hasMessageContaining("status " + status);
    assertThat(fake.requestsFor(PAGE)).isOne();
  }

  @Test
  void aHostThatCannotBeReachedIsOneLine() {
    URI url = fake.url("/simple/");
    fake.close();

    assertThatThrownBy(() -> index(url, Map.of()).project(FOO))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("cannot be reached (tried 6 times)");
  }

  @Test
  void credentialsOfTheIndexAreSentButNeverShown() {
    fake.requiring(ME);
    PackageIndex index = index(withLogin(fake.url("/simple/")), Map.of());

    DistributionFile file = index.project(FOO).orElseThrow().files().getFirst();
    index.download(file, List.of(), folder.resolve("file"));

    assertThat(index.project(FOO).orElseThrow().from()).doesNotContain("secret");
    fake.failing("/files/foo-1.tar.gz", status(401));
    assertThatThrownBy(() -> index.download(file, List.of(), folder.resolve("file")))
        .isInstanceOf(AsamanException.class)
        .hasMessageNotContaining("secret")
        .hasMessageContaining("credentials");
  }

  @Test
  void credentialsOfTheNetrcFileAreSent() throws IOException {
    fake.requiring(ME);
    Files.writeString(folder.resolve(".netrc"), "machine 127.0.0.1 login me password secret");

    Map<String, String> environment = Map.of("HOME", folder.toString());
    assertThat(index(fake.url("/simple/"), environment).project(FOO)).isPresent();
  }

  @Test
  void noOtherHostGetsTheCredentials() {
    fake.redirecting(PAGE, other.url(PAGE).toString());

    assertThat(index(withLogin(fake.url("/simple/")), Map.of()).project(FOO)).isPresent();
    assertThat(fake.requests().getFirst().header("authorization")).contains(ME);
    assertThat(other.requests().getFirst().header("authorization")).isEmpty();
  }

  @Test
  void aRedirectChoosesNoCredentials() throws IOException {
    Path netrc = Files.writeString(folder.resolve("n"), "default login me password secret");
    fake.redirecting(PAGE, withLogin(other.url(PAGE)).toString());

    Map<String, String> environment = Map.of("NETRC", netrc.toString());
    assertThat(index(fake.url("/simple/"), environment).project(FOO)).isPresent();
    assertThat(other.requests().getFirst().header("authorization")).isEmpty();
  }

  @Test
  void aFileOnAnotherHostGetsNoCredentials() {
    fake.add(
        "bar",
        "bar-1.tar.gz",
        new byte[] {1},
        Map.of("url", other.url("/f/foo-1.tar.gz").toString()));
    PackageIndex index = index(withLogin(fake.url("/simple/")), Map.of());

    DistributionFile file = index.project(ProjectName.of("bar")).orElseThrow().files().getFirst();
    index.download(file, List.of(), folder.resolve("file"));

    assertThat(other.requests().getFirst().header("authorization")).isEmpty();
  }

  @Test
  void redirectsEnd() {
    for (int i = 0; i < 20; i++) {
      fake.redirecting(PAGE, PAGE);
    }

    assertThatThrownBy(this::finds)
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("redirects more than 10 times");
    assertThat(fake.requestsFor(PAGE)).isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://h/",
        "http://",
        "http://[",
        "jar:x",
        "http://h:0/",
        "http://h:65536/"
      })
  void redirectsLeadToTheWebOnly(String location) {
    fake.redirecting(PAGE, location);

    assertThatThrownBy(this::finds)
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("redirects to something");
  }

  @Test
  void goesThroughTheProxyWithItsCredentials() {
    URI elsewhere = URI.create("http://packages.example.invalid/simple/");
    String proxy = "http://me:secret@" + fake.authority();

    IndexConfiguration trusting =
        IndexConfiguration.of(new Index(elsewhere))
            .with(
                new IndexOptions(
                    Optional.empty(),
                    List.of(),
                    List.of("packages.example.invalid"),
                    false,
                    List.of()));
    PackageIndex index = new PackageIndex(trusting, Map.of("http_proxy", proxy), AT_ONCE);

    assertThat(index.project(FOO)).isPresent();
    assertThat(fake.requests().getFirst().header("proxy-authorization")).contains(ME);
    assertThat(fake.requests().getFirst().header("authorization")).isEmpty();
  }

  @Test
  void anIndexWithoutTlsMustBeTrusted() {
    URI elsewhere = URI.create("http://me:secret@packages.example.invalid/simple/");
    String proxy = "http://" + fake.authority();

    assertThatThrownBy(() -> index(elsewhere, Map.of("http_proxy", proxy)).project(FOO))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("--trusted-host packages.example.invalid")
        .hasMessageNotContaining("secret");
    assertThat(fake.requests()).isEmpty();
  }

  @Test
  void exceptionsGoDirectlyAndWithoutTheProxysCredentials() {
    Map<String, String> environment =
        Map.of("http_proxy", "http://me:secret@" + other.authority(), "no_proxy", "127.0.0.1");

    assertThat(index(fake.url("/simple/"), environment).project(FOO)).isPresent();
    assertThat(other.requests()).isEmpty();
    assertThat(fake.requests().getFirst().header("proxy-authorization")).isEmpty();
  }
}
