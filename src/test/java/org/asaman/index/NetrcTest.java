package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetrcTest {
  @TempDir Path folder;

  private Netrc netrc(String text) throws IOException {
    return Netrc.of(Map.of("NETRC", Files.writeString(folder.resolve("netrc"), text).toString()));
  }

  @Test
  void readsLoginsInAnyLayout() throws IOException {
    Netrc netrc =
        netrc(
            """
            # machine commented login no password no
            machine One.example login me password p#1
            machine two.example
              login "my name"
              account ignored
              password "a \\"b\\""
            machine three.example login token
            """);

    assertThat(netrc.login("one.EXAMPLE")).contains("me:p#1");
    assertThat(netrc.login("two.example")).contains("my name:a \"b\"");
    assertThat(netrc.login("three.example")).contains("token:");
    assertThat(netrc.login("commented")).isEmpty();
  }

  @Test
  void theDefaultIsForEveryOtherHost() throws IOException {
    Netrc netrc = netrc("machine a login x password y default login d password e");

    assertThat(netrc.login("a")).contains("x:y");
    assertThat(netrc.login("b")).contains("d:e");
  }

  @Test
  void skipsMacros() throws IOException {
    Netrc netrc =
        netrc("macdef init\nmachine evil login a password b\n\nmachine good login c password d\n");

    assertThat(netrc.login("evil")).isEmpty();
    assertThat(netrc.login("good")).contains("c:d");
  }

  @Test
  void liesInTheHomeOfTheEnvironment() throws IOException {
    Files.writeString(folder.resolve(".netrc"), "machine h login a password b");

    assertThat(Netrc.of(Map.of("HOME", folder.toString())).login("h")).contains("a:b");
    assertThat(Netrc.of(Map.of()).login("h")).isEmpty();
  }

  @Test
  void aFileThatIsNoTextCountsAsNone() throws IOException {
    Path file = Files.write(folder.resolve("netrc"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThat(Netrc.of(Map.of("NETRC", file.toString())).login("h")).isEmpty();
  }
}
