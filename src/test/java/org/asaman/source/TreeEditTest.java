package org.asaman.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.asaman.process.ChildProcess;
import org.asaman.source.SourceTree.Entry;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TreeEditTest {
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

  private SourceTree tree(Map<String, String> files) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    files.forEach((path, text) ->
        entries.put(path, new Entry.File(store.put(text.getBytes(ISO_8859_1)), false)));
    return new SourceTree(entries);
  }

  private Map<String, String> texts(SourceTree tree) {
    Map<String, String> texts = new TreeMap<>();
    tree.entries()
        .forEach((path, entry) -> {
          if (entry instanceof Entry.File file) {
            texts.put(path, new String(store.read(file.content()), ISO_8859_1));
          }
        });
    return texts;
  }

  private Map<String, String> patched(Map<String, String> files, String patch) {
    TreeEdit edit = new TreeEdit(tree(files), store);
    edit.apply(patch.getBytes(ISO_8859_1));
    return texts(edit.result());
  }

  private static String refused(Runnable work) {
    return catchThrowableOfType(IllegalArgumentException.class, work::run).getMessage();
  }

  @Test
  void filesAreChangedMadeAndRemoved() {
    assertThat(
            patched(
                Map.of("a/x.py", "one\ntwo\nthree\n", "gone", "bye\n"),
                """
                diff --git a/a/x.py b/a/x.py
                index 1..2 100644
                --- a/a/x.py
                +++ b/a/x.py
                @@ -1,3 +1,4 @@
                 one
                -two
                +2
                +2.5
                 three
                --- a/gone
                +++ /dev/null
                @@ -1 +0,0 @@
                -bye
                --- /dev/null
                +++ b/new/file
                @@ -0,0 +1 @@
                +hello
                \\ No newline at end of file
                """))
        .isEqualTo(Map.of("a/x.py", "one\n2\n2.5\nthree\n", "new/file", "hello"));
  }

  @Test
  void namesAreUtf8AndMailSignaturesAreNoLines() {
    TreeEdit edit = new TreeEdit(tree(Map.of("na\u00efve.py", "1\n")), store);

    edit.apply(
        "--- a/na\u00efve.py\n+++ b/na\u00efve.py\n@@ -1 +1 @@\n-1\n+2\n-- \n2.39.5\n"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(texts(edit.result())).isEqualTo(Map.of("na\u00efve.py", "2\n"));
  }

  @Test
  void aHunkIsFoundWhereItHasMovedTo() {
    String lines = "x\n".repeat(50);

    assertThat(
            patched(
                Map.of("f", lines + "here\n" + lines),
                "--- a/f\n+++ b/f\n@@ -3,2 +3,2 @@\n x\n-here\n+there\n"))
        .containsEntry("f", lines + "there\n" + lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          nothing                                           | line 1: holds no '--- '
          --- a/f\\n+++ b/f                                 | line 3: a file without a hunk
          --- a/f\\n+++ b/f\\n@@ x @@                       | line 3: a hunk that does not begin
          --- a/f\\n+++ b/f\\n@@ -1,2 +1,2 @@\\n-one         | line 5: a hunk that is cut short
          --- a/f\\n+++ b/f\\n@@ -1 +1 @@\\n-two\\n+2         | 'f': hunk 1 (line 1) does not fit
          --- a/g\\n+++ b/g\\n@@ -1 +1 @@\\n-two\\n+2         | 'g' is no file of the source
          --- a/f\\n+++ b/g\\n@@ -1 +1 @@\\n-one\\n+2         | 'f' and 'g' differ
          --- /dev/null\\n+++ b/f\\n@@ -0,0 +1 @@\\n+x        | 'f' is there already
          --- /dev/null\\n+++ b/f/g\\n@@ -0,0 +1 @@\\n+x      | 'f' is in the way: it is no folder
          --- a/f\\n+++ /dev/null\\n@@ -1 +0,0 @@\\n-one      | 'f' is removed but holds more
          --- a/f\\n+++ b/f\\n@@ -1 +1 @@\\n-one\\n+2\\n+3     | line 6: a line beyond the numbers
          diff --git a/x b/x\\nnew file mode 100644\\nindex 0..1 | line 4: the last file has no lines
          diff --git a/x b/x\\nnew file mode 100644\\ndiff --git a/f b/f | line 3: the file before has no lines
          new file mode 100755                              | line 1: 'new file mode 100755' cannot be applied
          new file mode 120000                              | line 1: 'new file mode 120000' cannot be applied
          --- /dev/null\\n+++ "b/na\\303\\257ve"\\n@@ -0,0 +1 @@\\n+x | line 3: '"b/na\\303\\257ve"' is no plain name
          --- a/f\\n+++ b/../../x\\n@@ -1 +1 @@\\n-one\\n+2     | line 3: 'b/../../x' is no plain name
          rename from f\\nrename to g                       | line 1: 'rename from f' cannot be applied
          GIT binary patch                                  | line 1: 'GIT binary patch' cannot be applied
          """)
  void whatDoesNotFitIsRefused(String patch, String says) {
    assertThat(
            refused(() -> patched(Map.of("f", "one\nmore\n"), patch.replace("\\n", "\n") + "\n")))
        .startsWith(says);
  }

  @Test
  void nothingIsPutWhereSomethingIs() {
    TreeEdit edit = new TreeEdit(tree(Map.of("a/b", "1")), store);

    assertThat(refused(() -> edit.add("a/b", store.put(new byte[0])))).contains("there already");
    assertThat(refused(() -> edit.add("a", store.put(new byte[0])))).contains("there already");
    assertThat(refused(() -> edit.add("a/b/c", store.put(new byte[0])))).contains("in the way");
    assertThat(refused(() -> edit.add("a", tree(Map.of("x", "2"))))).contains("there already");
    edit.add("a/sub", tree(Map.of("x/y", "2")));
    assertThat(texts(edit.result())).isEqualTo(Map.of("a/b", "1", "a/sub/x/y", "2"));
  }

  /// What the real `diff` says of two texts turns one into the other.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatDiffWritesGivesWhatItCompared(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      String before = text(random);
      String after = random.nextInt(4) == 0 ? text(random) : changed(before, random);
      Path one = Files.createDirectories(folder.resolve("one"));
      Path two = Files.createDirectories(folder.resolve("two"));
      Files.write(one.resolve("f"), before.getBytes(ISO_8859_1));
      Files.write(two.resolve("f"), after.getBytes(ISO_8859_1));
      String patch = diff();
      if (!before.equals(after)) {
        assertThat(patched(Map.of("f", before), patch))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(Map.of("f", after));
      }
    }
  }

  private String diff() throws IOException, java.util.concurrent.TimeoutException {
    return new ChildProcess(
            List.of("diff", "-u", "one/f", "two/f"),
            Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C"),
            folder,
            "",
            Duration.ofMinutes(1))
        .run()
        .output();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int lines = random.nextInt(30);
    for (int i = 0; i < lines; i++) {
      text.append("abc".charAt(random.nextInt(3))).append(random.nextInt(3) == 0 ? "\r" : "");
      text.append(i == lines - 1 && random.nextBoolean() ? "" : "\n");
    }
    return text.toString();
  }

  private static String changed(String text, Random random) {
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
    for (int i = 0; i < 3; i++) {
      lines.set(random.nextInt(lines.size()), random.nextBoolean() ? "" : "changed\n");
    }
    return String.join("", lines);
  }
}
