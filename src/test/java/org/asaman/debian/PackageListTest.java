package org.asaman.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.asaman.problem.AsamanException;
import org.asaman.store.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageListTest {
  private static final KeptPackage ZLIB = of("zlib1g", "1:1.2.13", "zlib1g_1%3a1.2.13_amd64.deb");
  private static final KeptPackage BASE = of("base-files", "12", "base-files_12_amd64.deb");
  private static final PackageList LIST =
      new PackageList("debian", "bookworm", "amd64", 7, Digest.ofUtf8("root"), List.of(ZLIB, BASE));

  @TempDir private Path folder;

  private static KeptPackage of(String name, String version, String filename) {
    return new KeptPackage(name, version, "amd64", filename, Digest.ofUtf8(filename));
  }

  @Test
  void whatIsWrittenIsSortedAndReadAgain() throws IOException {
    Path file = Files.writeString(folder.resolve("list"), LIST.toJson());
    assertThat(PackageList.read(file)).isEqualTo(LIST);
    assertThat(LIST.packages()).containsExactly(BASE, ZLIB);
    assertThat(LIST.toJson()).startsWith("{\n  \"schema\" : \"asaman/root/1\",").endsWith("}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "zlib1g_1%3a1.2.13_amd64.deb, ../evil.deb, filename",
    "zlib1g_1%3a1.2.13_amd64.deb, evil, filename",
    "zlib1g_1%3a1.2.13_amd64.deb, base-files_12_amd64.deb, twice",
    "zlib1g\", --root=/\", name",
    "bookworm, ../../x, suite",
    "asaman/root/1, asaman/root/9, schema",
    "\" : 7, \" : -7, source-date-epoch",
    "\" : 7, \" : 7.5, source-date-epoch",
    "{, [, JSON"
  })
  void whatIsNoSuchListIsRefused(String from, String to, String said) throws IOException {
    String text = LIST.toJson();
    assertThat(text).contains(from);
    Path file = Files.writeString(folder.resolve("list"), text.replace(from, to));
    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(() -> PackageList.read(file))
        .withMessageContaining(file.toString())
        .withMessageContaining(said);
  }

  @Test
  void theFilesMustBeThoseOfTheList() throws IOException {
    Path debs = Files.createDirectory(folder.resolve("root.debs"));
    Path list = Files.writeString(folder.resolve("root.packages.json"), LIST.toJson());
    KeptDebs kept = KeptDebs.open(debs);
    Files.writeString(debs.resolve(ZLIB.filename()), "");
    Files.writeString(debs.resolve("other_1_all.deb"), "");
    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(kept::files)
        .withMessageContaining("other_1_all.deb: is not in " + list);
    Files.delete(debs.resolve("other_1_all.deb"));
    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(kept::files)
        .withMessageContaining(BASE.filename() + ": is not there");
    Files.writeString(debs.resolve(BASE.filename()), "");
    assertThat(kept.files())
        .containsExactly(debs.resolve(BASE.filename()), debs.resolve(ZLIB.filename()));
  }

  @Test
  void aPackageThatIsAnotherIsRefused() throws IOException {
    Path debs = Files.createDirectory(folder.resolve("root.debs"));
    Files.writeString(folder.resolve("root.packages.json"), LIST.toJson());
    KeptDebs kept = KeptDebs.open(debs);
    Map<String, Digest> files =
        Map.of(BASE.filename(), BASE.digest(), ZLIB.filename(), ZLIB.digest());
    kept.checkFiles(files);
    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(() ->
            kept.checkFiles(
                Map.of(BASE.filename(), BASE.digest(), ZLIB.filename(), Digest.ofUtf8("evil"))))
        .withMessageContaining(ZLIB.filename() + ": hash mismatch");
    kept.checkNames(List.of(BASE, ZLIB));
    KeptPackage renamed =
        new KeptPackage("other", "1:1.2.13", "amd64", ZLIB.filename(), ZLIB.digest());
    assertThatExceptionOfType(AsamanException.class)
        .isThrownBy(() -> kept.checkNames(List.of(BASE, renamed)))
        .withMessageContaining("does not call the packages what they are");
  }
}
