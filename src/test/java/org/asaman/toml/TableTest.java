package org.asaman.toml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void theTextOfSomeKeysHoldsTheseAndNoOthers() {
    Table table =
        Table.parse(
            "config.toml",
            """
            [build]
            rustc-wrapper = "anything"

            [source.crates-io]
            replace-with = "mirror"

            [source.mirror]
            registry = "sparse+https://mirror.invalid/\\"x\\"/"

            [source.mirror.more]
            token = "secret"

            [net]
            retry = 5
            offline = false
            """,
            "");

    Table text =
        Table.parse("again", table.textOf(Set.of("source", "net", "http"), Set.of("token")), "");

    assertThat(text.keys()).containsExactlyInAnyOrder("source", "net");
    assertThat(text.table("source").table("mirror").text("registry"))
        .isEqualTo("sparse+https://mirror.invalid/\"x\"/");
    assertThat(text.table("source").table("mirror").table("more").keys()).isEmpty();
    assertThat(text.table("net").numberIfAny("retry")).hasValue(5);
  }
}
