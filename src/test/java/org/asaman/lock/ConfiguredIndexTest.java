package org.asaman.lock;

import static org.asaman.lock.LockFixture.PYTHON;
import static org.asaman.lock.LockFixture.requirements;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.asaman.index.IndexConfiguration;
import org.asaman.index.PipConfiguration;
import org.asaman.requirements.Version;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the index that pip is configured to use, where it can be reached.
class ConfiguredIndexTest {
  private static final List<AsOf> NEW_YEAR = List.of(AsOf.parse("2024-01-01"));

  @TempDir Path folder;

  @AfterEach
  void deleteLinks() throws IOException {
    LockFixture.deleteLinks(folder);
  }

  private static IndexConfiguration indexes() {
    IndexConfiguration configured = PipConfiguration.ask(PYTHON.executable(), System.getenv());
    LockFixture.require(
        configured.indexes().stream().allMatch(index -> answers(index.url())),
        "the index that pip is configured to use");
    return configured;
  }

  private static boolean answers(URI index) {
    int port = index.getPort() >= 0 ? index.getPort() : index.getScheme().equals("http") ? 80 : 443;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(index.getHost(), port), 5000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void realBackendsAreResolvedAsOfADateAndTheirEnvironmentIsTheSameInEveryStore() {
    IndexConfiguration indexes = indexes();
    Environment one;
    BuildRequirements resolved;
    try (Store store = Store.open(folder.resolve("one"))) {
      UvTool uv = LockFixture.uv(store, () -> indexes);
      resolved =
          new Resolver(uv, PYTHON, InstantSource.system())
              .resolve("foo 1.0", requirements("setuptools>=61", "hatchling"), () -> NEW_YEAR);
      one =
          new Environments(uv, PYTHON)
              .create("foo 1.0", LockFixture.wheels(store, indexes, resolved.pins()));
    }

    assertThat(resolved.undated()).isEmpty();
    assertThat(resolved.pins())
        .filteredOn(pin -> pin.name().value().equals("setuptools"))
        .extracting(BuildPin::version)
        .containsExactly(Version.parse("69.0.3"));
    assertThat(resolved.pins())
        .filteredOn(pin -> pin.name().value().equals("hatchling"))
        .extracting(BuildPin::version)
        .containsExactly(Version.parse("1.21.0"));
    assertThat(resolved.satisfy(requirements("packaging", "wheel"), PYTHON.markers())).isFalse();
    try (Store store = Store.open(folder.resolve("two"))) {
      UvTool uv = LockFixture.uv(store, () -> indexes);
      Environment two =
          new Environments(uv, PYTHON)
              .create("bar 1.0", LockFixture.wheels(store, indexes, resolved.pins()));
      assertThat(two.entries()).isEqualTo(one.entries());
      assertThat(two.digest()).isEqualTo(one.digest());
    }
  }
}
