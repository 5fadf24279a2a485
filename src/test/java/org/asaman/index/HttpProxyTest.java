package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.asaman.problem.AsamanException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProxyTest {
  private static final URI PROXY = URI.create("http://proxy:3128");

  private static Optional<URI> of(Map<String, String> environment, String url) {
    return new HttpProxy(Optional.empty(), environment).of(URI.create(url));
  }

  @Test
  void theSchemeChoosesTheVariableAndLowerCaseWins() {
    Map<String, String> environment =
        Map.of(
            "https_proxy", "http://proxy:3128", "HTTPS_PROXY", "http://other", "HTTP_PROXY", "p");

    assertThat(of(environment, "https://h/")).contains(PROXY);
    assertThat(of(environment, "http://h/")).contains(URI.create("http://p"));
    assertThat(of(Map.of("ALL_PROXY", "proxy:3128"), "http://h/")).contains(PROXY);
    assertThat(of(Map.of(), "http://h/")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'*', http://any/, true",
    "example.com, http://example.com/, true",
    "example.com, http://a.example.com/, true",
    "example.com, http://notexample.com/, false",
    ".example.com, http://a.Example.com/, true",
    "'a, example.com ,b', http://example.com/, true",
    "example.com:8080, http://example.com:8080/, true",
    "example.com:8080, http://example.com/, false",
    "10.0.0.0/8, http://10.1.2.3/, true",
    "10.0.0.0/8, http://11.1.2.3/, false",
    "192.168.4.0/22, http://192.168.7.255/, true",
    "192.168.4.0/22, http://192.168.8.0/, false",
    "0.0.0.0/0, http://1.2.3.4/, true",
    "10.0.0.0/8, http://ten/, false",
    "'', http://example.com/, false",
    "',', http://example.com/, false",
  })
  void noProxyNamesExceptions(String noProxy, String url, boolean excepted) {
    Map<String, String> environment = Map.of("http_proxy", "proxy:3128", "no_proxy", noProxy);

    assertThat(of(environment, url).isEmpty()).isEqualTo(excepted);
  }

  @Test
  void theConfiguredProxyHasNoExceptions() {
    HttpProxy proxy = new HttpProxy(Optional.of(PROXY), Map.of("no_proxy", "*"));

    assertThat(proxy.of(URI.create("https://h/"))).contains(PROXY);
  }

  @Test
  void credentialsComeFromTheAddress() {
    assertThat(HttpProxy.authorization(URI.create("http://u:p%40ss@proxy")))
        .contains("Basic dTpwQHNz");
    assertThat(HttpProxy.authorization(PROXY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"socks5://u:secret@h:1", "https://u:secret@h", "http://u:secret@a b", ":"})
  void refusesOtherKindsInOneLine(String text) {
    assertThatThrownBy(() -> HttpProxy.address(text))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("proxy")
        .hasMessageNotContaining("secret");
  }
}
