package org.asaman.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "grpc://host:80, false, host, 80, ''",
    "grpcs://host.example:443/main, true, host.example, 443, main",
    "grpcs://host:443/a/b/, true, host, 443, a/b",
    "grpc://[::1]:80, false, [::1], 80, ''",
    "grpc://127.0.0.1:65535/, false, 127.0.0.1, 65535, ''"
  })
  void anAddressNamesAServer(String text, boolean tls, String host, int port, String instance) {
    Address address = Address.parse(text);
    assertThat(address).isEqualTo(new Address(tls, host, port, instance));
    assertThat(Address.parse(address.toString())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:80",
        "http://host:80",
        "grpc:host:80",
        "grpc://host",
        "grpc://:80",
        "grpc://host:80?a=b",
        "grpc://host:80#a",
        "grpc://ho st:80",
        "grpc://host:0",
        "grpc://host:65536",
        "grpc://host:99999999999",
        "grpc://host:-1",
        "unix:/run/socket"
      })
  void whatIsNoneIsRefusedWithTheFormThatItHas(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write grpc://HOST:PORT");
  }

  @Test
  void credentialsInAnAddressAreRefusedAndNotRepeated() {
    assertThatThrownBy(() -> Address.parse("grpcs://me:secret@host:443"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("holds credentials: give them as a header");
  }
}
