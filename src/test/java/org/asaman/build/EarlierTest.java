package org.asaman.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.asaman.config.PackageConfig;
import org.asaman.fetch.SourcePackage;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.source.BuildSystem;
import org.asaman.source.CargoFiles;
import org.asaman.store.Digest;
import org.asaman.wheel.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EarlierTest {
  private static SourcePackage source(String content) {
    return new SourcePackage(
        ProjectName.of("demo"),
        Version.parse("1.0"),
        new SourcePackage.SdistFile(
            "demo-1.0.tar.gz", Digest.ofUtf8(content), Optional.empty(), Optional.empty()),
        Digest.ofUtf8("tree of " + content),
        new BuildSystem(List.of(), "own", List.of()),
        new CargoFiles(List.of(), List.of(), List.of()),
        PackageConfig.NONE);
  }

  private static Outcome.Wheel wheel(String tags) {
    return new Outcome.Wheel(
        "demo",
        "1.0",
        Path.of("wheels/demo-1.0-" + tags + ".whl"),
        Digest.ofUtf8(tags),
        false,
        Duration.ZERO);
  }

  private static Supplier<Set<Tag>> tags(String... tags) {
    return () -> Set.copyOf(List.of(tags).stream().map(t -> Tag.parseSet(t).first()).toList());
  }

  /// What an interpreter of version 3.12 takes.
  private static final Supplier<Set<Tag>> NEXT =
      tags(
          "cp312-cp312-linux_x86_64",
          "cp312-abi3-linux_x86_64",
          "cp39-abi3-linux_x86_64",
          "py3-none-any");

  @ParameterizedTest
  @CsvSource({
    "py3-none-any, true",
    "py2.py3-none-any, true",
    "cp39-abi3-linux_x86_64, true",
    "cp313-abi3-linux_x86_64, false",
    "cp311-cp311-linux_x86_64, false",
    "cp312-cp312t-linux_x86_64, false"
  })
  void whatFitsTheNextInterpreterIsNotBuiltAgain(String tags, boolean fits) {
    Earlier first = Earlier.first();
    first.add(source("a"), wheel(tags));
    assertThat(first.next().find(source("a"), NEXT).isPresent()).isEqualTo(fits);
    assertThat(first.next().next().find(source("a"), NEXT).isPresent()).isEqualTo(fits);
  }

  @Test
  void aWheelStandsForItsOwnSourceAlone() {
    Earlier first = Earlier.first();
    first.add(source("a"), wheel("py3-none-any"));
    assertThat(first.next().find(source("b"), NEXT)).isEmpty();
  }

  @Test
  void aRunOfOneInterpreterAsksForNoTags() {
    Earlier first = Earlier.first();
    first.add(source("a"), wheel("py3-none-any"));
    Supplier<Set<Tag>> never =
        () -> {
          throw new AssertionError("asked");
        };
    assertThat(first.find(source("a"), never)).isEmpty();
  }
}
