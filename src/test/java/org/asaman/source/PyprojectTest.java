package org.asaman.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.source.SourceTree.Entry;
import org.asaman.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyprojectTest {
  private static final String LEGACY = "setuptools.build_meta:__legacy__";

  @TempDir Path folder;

  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void readsTheTable() {
    BuildSystem system =
        read(
            """
            [project]
            name = "p"

            [build-system]
            requires = [
              "hatchling>=1.5", # the backend
              'hatch-vcs; python_version < "4"',
            ]
            build-backend = "hatchling.build"
            """);

    assertThat(system.requires())
        .containsExactly("hatchling>=1.5", "hatch-vcs; python_version < \"4\"");
    assertThat(system.backend()).isEqualTo("hatchling.build");
    assertThat(system.backendPath()).isEmpty();
  }

  @Test
  void readsABackendInTheTree() {
    BuildSystem system =
        read(
            """
            [build-system]
            requires = []
            build-backend = "backend.api:Backend.object"
            backend-path = [".", "tools/build"]
            """);

    assertThat(system.requires()).isEmpty();
    assertThat(system.backend()).isEqualTo("backend.api:Backend.object");
    assertThat(system.backendPath()).containsExactly(".", "tools/build");
  }

  @Test
  void withoutABackendItIsSetuptoolsTheOldWay() {
    BuildSystem system = read("[build-system]\nrequires = ['setuptools', 'Cython']\n");

    assertThat(system.backend()).isEqualTo(LEGACY);
    assertThat(system.requires()).containsExactly("setuptools", "Cython");
  }

  @Test
  void withoutATableItIsSetuptoolsTheOldWay() {
    assertThat(read("[tool.black]\nline-length = 88\n")).isEqualTo(BuildSystem.LEGACY);
    assertThat(read("")).isEqualTo(BuildSystem.LEGACY);
    assertThat(Pyproject.read(tree("setup.py", "x"), store, "p.zip")).isEqualTo(BuildSystem.LEGACY);
    assertThat(BuildSystem.LEGACY.backend()).isEqualTo(LEGACY);
    assertThat(BuildSystem.LEGACY.requires()).containsExactly("setuptools >= 40.8.0");
  }

  @Test
  void refusesWhatIsNoPythonSource() {
    assertProblem(tree("README", "x"), "", "neither pyproject.toml nor setup.py");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [build-system]                                         | ''   | has no 'requires'
          build-system = 1                                       | :1:1 | is not a table
          [[build-system]]                                       | :1:1 | is not a table
          [build-system]\\nrequires = 'a'                         | :2:1 | requires is not an array of strings
          [build-system]\\nrequires = ['a', 1]                    | :2:1 | requires is not an array of strings
          [build-system]\\nrequires = [['a']]                     | :2:1 | requires is not an array of strings
          [build-system]\\nrequires = {a = 1}                     | :2:1 | requires is not an array of strings
          [build-system]\\nrequires = ['a', 'b c']                | :2:1 | 'b c'
          [build-system]\\nrequires = ['']                        | :2:1 | a project name
          [build-system]\\nrequires = []\\nbuild-backend = 1       | :3:1 | build-backend is not a string
          [build-system]\\nrequires = []\\nbuild-backend = ''      | :3:1 | is not a build backend
          [build-system]\\nrequires = []\\nbuild-backend = 'a b'   | :3:1 | is not a build backend
          [build-system]\\nrequires = []\\nbuild-backend = '../a'  | :3:1 | is not a build backend
          [build-system]\\nrequires = []\\nbackend-path = ['a']    | :3:1 | needs a build-backend
          [build-system]\\nrequires = []\\nbackend-path = 'a'      | :3:1 | backend-path is not an array
          [build-system]\\nrequires = []\\nother = 'a'             | :3:1 | unknown key 'other'
          [build-system\\nrequires = []                           | :1:14 | ']'
          [build-system]\\nrequires = ['a'                        | :2:16 | ']'
          a = 1\\na = 2                                           | :2:1 | a
          """)
  void saysWhereTheFileIsWrong(String text, String place, String what) {
    assertProblem(
        tree("pyproject.toml", text.replace("\\n", "\n")), "pyproject.toml" + place, what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tmp", "..", "a/../..", "../p", "a\\\\..\\\\..", "a\\u0000"})
  void refusesABackendOutsideTheTree(String path) {
    assertProblem(
        tree(
            "pyproject.toml",
            "[build-system]\nrequires = []\nbuild-backend = 'b'\nbackend-path = [\""
                + path
                + "\"]\n"),
        "pyproject.toml:4:1",
        "leads out of the source");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    TreeMap<String, Entry> entries = new TreeMap<>();
    entries.put("pyproject.toml", new Entry.File(store.put(new byte[] {'#', (byte) 0xfc}), false));

    assertProblem(new SourceTree(entries), "pyproject.toml", "is not UTF-8");
  }

  @Test
  void refusesWhatIsTooLargeOrTooDeep() {
    assertProblem(
        tree("pyproject.toml", "#".repeat((4 << 20) + 1)), "pyproject.toml", "larger than 4 MiB");
    assertProblem(
        tree("pyproject.toml", "a = " + "[".repeat(100_000)), "pyproject.toml:1:134", "deep");
  }

  private void assertProblem(SourceTree tree, String member, String what) {
    AsamanException refused =
        catchThrowableOfType(
            AsamanException.class, () -> Pyproject.read(tree, store, "p-1.tar.gz"));
    assertThat(refused).isNotNull();
    assertThat(refused.problem())
        .isInstanceOfSatisfying(
            Problem.BadArchive.class,
            problem -> {
              assertThat(problem.archive()).isEqualTo("p-1.tar.gz");
              assertThat(problem.member()).isEqualTo(member);
              assertThat(problem.what()).contains(what);
            });
  }

  private BuildSystem read(String text) {
    return Pyproject.read(tree("pyproject.toml", text), store, "p-1.tar.gz");
  }

  private SourceTree tree(String path, String text) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    entries.put(path, new Entry.File(store.put(text.getBytes(StandardCharsets.UTF_8)), false));
    return new SourceTree(entries);
  }
}
