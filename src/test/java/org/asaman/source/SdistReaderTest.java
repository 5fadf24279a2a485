package org.asaman.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.asaman.archive.CanonicalZip;
import org.asaman.archive.CanonicalZip.Content;
import org.asaman.archive.CanonicalZip.Item;
import org.asaman.archive.Limits;
import org.asaman.problem.AsamanException;
import org.asaman.source.SourceTree.Entry;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdistReaderTest {
  @TempDir Path folder;

  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("store"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void readsTheTreeBelowTheTopFolderIntoTheStore() throws Exception {
    SourceTree tree =
        read(
            """
            add('p-1', type=tarfile.DIRTYPE)
            add('p-1/setup.py', b'setup')
            add('p-1/run', b'run', mode=0o755)
            add('p-1/same', type=tarfile.LNKTYPE, linkname='p-1/run')
            add('p-1/link', type=tarfile.SYMTYPE, linkname='./run')
            add('p-1/empty', type=tarfile.DIRTYPE)
            """);

    TreeMap<String, Entry> expected = new TreeMap<>();
    expected.put("setup.py", new Entry.File(Digest.ofUtf8("setup"), false));
    expected.put("run", new Entry.File(Digest.ofUtf8("run"), true));
    expected.put("same", new Entry.File(Digest.ofUtf8("run"), true));
    expected.put("link", new Entry.Link("run"));
    expected.put("empty", new Entry.Folder());
    assertThat(tree.entries()).isEqualTo(expected);
    assertThat(store.read(Digest.ofUtf8("setup")))
        .isEqualTo("setup".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsZips() throws IOException {
    Path file = zip("p-1/setup.py", "p-1/d/a");

    SourceTree tree = new SdistReader(store, Limits.DEFAULT).read(file);

    assertThat(tree.paths()).containsExactly("d/a", "setup.py");
  }

  @Test
  void refusesTwoTopFolders() throws IOException {
    Path file = zip("p-1/setup.py", "q-1/setup.py");

    assertRefused(file, "q-1/setup.py", "beside the top folder 'p-1'");
  }

  @Test
  void refusesFilesBesideTheTopFolder() throws IOException {
    assertRefused(zip("p-1/setup.py", "setup.py"), "setup.py", "beside the top folder");
    assertRefused(zip("setup.py"), "setup.py", "beside the top folder");
  }

  @Test
  void refusesAnArchiveOfNothing() throws IOException {
    assertRefused(zip(), "", "holds no source");
    assertThatThrownBy(() -> read("")).hasMessageContaining("holds no source");
    assertThatThrownBy(() -> read("add('p-1', type=tarfile.DIRTYPE)"))
        .hasMessageContaining("holds no source");
  }

  @Test
  void leavesNoTemporaryFileOfWhatIsRefused() throws IOException {
    Path file = zip("p-1/a");
    byte[] bytes = Files.readAllBytes(file);
    bytes[30 + 5] ^= 1; // the content, after its header and name
    Files.write(file, bytes);

    assertRefused(file, "p-1/a", "CRC-32");
    try (Stream<Path> all = Files.walk(store.root())) {
      assertThat(all.filter(path -> path.toString().contains("tmp")).filter(Files::isRegularFile))
          .allSatisfy(path -> assertThat(path).isEmptyFile());
    }
  }

  private void assertRefused(Path file, String member, String what) {
    assertThatThrownBy(() -> new SdistReader(store, Limits.DEFAULT).read(file))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining(member)
        .hasMessageContaining(what);
  }

  private Path zip(String... names) throws IOException {
    Path file = folder.resolve("p-1.zip");
    List<Item> items =
        Stream.of(names)
            .map(name -> new Item(name, false, Content.of(name.getBytes(StandardCharsets.UTF_8))))
            .toList();
    try (var out = Files.newOutputStream(file)) {
      CanonicalZip.write(out, items, 0);
    }
    return file;
  }

  private SourceTree read(String members) throws Exception {
    Path file = folder.resolve("p-1.tar.gz");
    String script =
        """
        import io, sys, tarfile
        with tarfile.open(sys.argv[1], 'w:gz') as t:
            def add(name, content=b'', **fields):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                for key, value in fields.items():
                    setattr(member, key, value)
                t.addfile(member, io.BytesIO(content))
        """
            + members.indent(4);
    Process python =
        new ProcessBuilder("python3", "-c", script, file.toString()).inheritIO().start();
    assertThat(python.waitFor()).isZero();
    return new SdistReader(store, Limits.DEFAULT).read(file);
  }
}
