package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlsTest {

  @ParameterizedTest
  @CsvSource({
    "http://h/a b.tar.gz, http://h/a%20b.tar.gz",
    "http://h/a%20b.tar.gz, http://h/a%20b.tar.gz",
    "http://h/50%.zip, http://h/50%25.zip",
    "http://h/é, http://h/%C3%A9",
    "http://h/a|b^c`, http://h/a%7Cb%5Ec%60",
    "http://h/x#sha256=00#11, http://h/x#sha256=00%2311",
  })
  void escapesWhatHasNoPlaceInAnAddress(String text, String url) {
    assertThat(Urls.parse(text)).isEqualTo(URI.create(url));
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:secret@host:81/simple/?token=secret#secret, http://host:81/simple/",
    "https://secret@host/x@y/, https://host/x@y/",
    "https://us%40er:se%3Acret@host/, https://host/",
    "file:///a%20b/c, /a b/c",
  })
  void neverShowsCredentials(String url, String shown) {
    assertThat(Urls.shown(URI.create(url))).isEqualTo(shown).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:secret@@host/",
        "http://user:sec/ret@host/", // no password may hold a slash unescaped
        "http://user:secret@bad_host!/",
        "http://user:secret@[::/",
        "ftp://user:secret@host/",
        "svn+ssh://user:secret@host/",
      })
  void refusesWhatIsNoUsableAddressWithoutShowingCredentials(String text) {
    assertThatThrownBy(() -> Urls.location(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("sec");
  }

  @Test
  void takesAPathAsALocation() {
    assertThat(Urls.location("/srv/simple index")).isEqualTo(Path.of("/srv/simple index").toUri());
    assertThat(Urls.location("rel")).isEqualTo(Path.of("rel").toAbsolutePath().toUri());
  }

  @Test
  void anOriginIsSchemeHostAndPort() {
    assertThat(Urls.origin(URI.create("HTTPS://u@Host/x"))).isEqualTo("https://host:443");
    assertThat(Urls.origin(URI.create("http://host:8080/"))).isEqualTo("http://host:8080");
  }

  @Test
  void removesOnlyTheUserInfo() {
    assertThat(Urls.withoutUserInfo(URI.create("http://u:p@h/u:p@x?q=u:p@")))
        .isEqualTo(URI.create("http://h/u:p@x?q=u:p@"));
  }

  @Test
  void whatMayBeToldHoldsNoCredentialsAndNoPathOfThisMachine() {
    assertThat(PackageIndex.publicUrl(URI.create("https://u:secret@h/a/b.zip?token=secret#x")))
        .contains(URI.create("https://h/a/b.zip"));
    assertThat(PackageIndex.publicUrl(URI.create("file:///home/me/b.zip"))).isEmpty();
  }

  @Test
  void anIndexEndsWithASlash() {
    assertThat(Index.of("http://h/simple").url()).isEqualTo(URI.create("http://h/simple/"));
    assertThat(Index.of("http://u:secret@h/simple")).hasToString("http://h/simple/");
  }
}
