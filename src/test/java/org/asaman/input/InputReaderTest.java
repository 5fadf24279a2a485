package org.asaman.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lock files as uv and Poetry wrote them (their addresses replaced), and what is wrong with
/// others.
final class InputReaderTest {
  private static final Map<String, String> LINUX =
      Map.ofEntries(
          Map.entry("implementation_name", "cpython"),
          Map.entry("implementation_version", "3.11.7"),
          Map.entry("os_name", "posix"),
          Map.entry("platform_machine", "x86_64"),
          Map.entry("platform_python_implementation", "CPython"),
          Map.entry("platform_release", "6.1"),
          Map.entry("platform_system", "Linux"),
          Map.entry("platform_version", "1"),
          Map.entry("python_full_version", "3.11.7"),
          Map.entry("python_version", "3.11"),
          Map.entry("sys_platform", "linux"));

  @TempDir Path folder;

  private static Map<String, String> old() {
    Map<String, String> markers = new HashMap<>(LINUX);
    markers.put("python_version", "3.9");
    markers.put("python_full_version", "3.9.1");
    return markers;
  }

  private Path real(String name) throws IOException {
    try (InputStream in = InputReaderTest.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), java.util.Objects.requireNonNull(in).readAllBytes());
    }
  }

  private static List<String> applying(Path file, Map<String, String> markers) {
    List<Problem> problems = new ArrayList<>();
    RequirementsFile read = new InputReader(Map.of(), () -> markers).read(file, problems);
    AsamanException.throwIfAny(problems);
    List<RequirementLine> lines = read.applying(markers);
    assertThat(lines).allSatisfy(line -> assertThat(line.hashes()).hasSize(1));
    return lines.stream().map(line -> line.target().name().orElseThrow().value()).sorted().toList();
  }

  @Test
  void uvLockIsWalkedFromItsProjectForThisEnvironment() throws IOException {
    Path lock = real("uv.lock");

    assertThat(applying(lock, LINUX))
        .containsExactly(
            "anyio",
            "certifi",
            "click",
            "h11",
            "h2",
            "hpack",
            "httpcore",
            "httpx",
            "hyperframe",
            "idna",
            "jinja2",
            "markupsafe",
            "sniffio",
            "typing-extensions");
    assertThat(applying(lock, old()))
        .contains("tomli", "exceptiongroup")
        .doesNotContain("colorama");
  }

  @Test
  void pylockGivesItsDefaultGroupsUnderTheirMarkers() throws IOException {
    Path lock = real("pylock.toml");

    assertThat(applying(lock, LINUX)).contains("iniconfig", "h2").doesNotContain("tomli", "six");
    assertThat(applying(lock, old())).contains("tomli");
  }

  @Test
  void poetryLockGivesItsMainGroupWithoutWhatIsOptional() throws IOException {
    Path lock = real("poetry.lock");

    assertThat(applying(lock, LINUX)).containsExactly("click", "jinja2", "markupsafe");
    assertThat(applying(lock, old())).containsExactly("click", "jinja2", "markupsafe", "tomli");
  }

  @Test
  void onlyGroupsThatAreDefaultAndNoExtrasAreTakenOfAPylock() throws IOException {
    Path lock =
        Files.writeString(
            folder.resolve("pylock.dev.toml"),
            """
            lock-version = "1.0"
            created-by = "hand"
            extras = ["x"]
            dependency-groups = ["a", "b"]
            default-groups = ["a"]
            """
                + entry("one", "'a' in dependency_groups")
                + entry("two", "'b' in dependency_groups")
                + entry("three", "'x' in extras")
                + entry("four", "sys_platform == 'linux'"));

    assertThat(applying(lock, LINUX)).containsExactly("four", "one");
  }

  private static String entry(String name, String marker) {
    return """
    [[packages]]
    name = "%s"
    version = "1.0"
    marker = "%s"
    sdist = { url = "https://h.invalid/%s-1.0.tar.gz", hashes = { sha256 = "%s", md5 = "x" } }
    """
        .formatted(name, marker, name, "ab".repeat(32));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          pylock.toml | lock-version = "2.0" | :1:1: pylock.toml of format 2.0 is not known
          pylock.toml | created-by = "x"     | :1:1: has no 'lock-version'
          pylock.toml | lock-version = "1.0"\\n[[packages]]\\nname = "a"\\nversion = "1"\\nwheels = []       | :3:1: a is locked without an sdist
          pylock.toml | lock-version = "1.0"\\n[[packages]]\\nname = "a"\\nvcs = {}                          | :3:1: a is locked as a folder or repository
          pylock.toml | lock-version = "1.0"\\n[[packages]]\\nname = "a"\\nversion = "1"\\nsdist = {}        | :5:1: the sdist of a has no hash that is taken
          pylock.toml | lock-version = "1.0"\\n[[packages]]\\nname = "a b"                                   | :3:1: 'name': 'a b' is not a project name
          pylock.toml | lock-version = "1.0"\\npackages = 3                                                  | :2:1: 'packages' must be an array of tables
          uv.lock     | version = 2                                                                          | :1:1: uv.lock of format 2 is not known
          uv.lock     | version = 1                                                                          | :1:1: no package is the project that was locked
          uv.lock     | version = 1\\n[[package]]\\nname = "p"\\nsource = { virtual = "." }\\ndependencies = [{ name = "q" }] | :5:19: q is needed, and the lock has no such package
          uv.lock     | version = 1\\n[[package]]\\nname = "p"\\nsource = { virtual = "." }\\ndependencies = [{ name = "q" }]\\n[[package]]\\nname = "q"\\nversion = "1"\\nsource = { directory = "../q" } | :9:1: q is locked from directory instead of an index
          pylock.toml | lock-version = "1.0"\\n[[packages]]\\nname = "a"\\n[packages.archive]\\nurl = "https:a.tar.gz"\\nhashes = { sha256 = "%s" } | :5:1: 'url': 'https:a.tar.gz' is no http or https address
          uv.lock     | version = 1\\n[[package]]\\nname = "p"\\nsource = { virtual = "." }\\ndependencies = [{ name = "q" }]\\n[[package]]\\nname = "q"\\nversion = "1"\\nsource = { git = "x" } | :9:1: q is locked from git instead of an index
          uv.lock     | version = 1\\n[[package]]\\nname = "p"\\nsource = { virtual = "." }\\ndependencies = [{ name = "q" }]\\n[[package]]\\nname = "q"\\nversion = "1"\\nsource = { registry = "x" } | :7:1: q is locked without an sdist
          poetry.lock | x = 1                                                                                | :1:1: has no 'metadata'
          poetry.lock | [metadata]\\nlock-version = "3.0"                                                    | :2:1: poetry.lock of format 3.0 is not known
          poetry.lock | [[package]]\\nname = "a"\\nversion = "1"\\nfiles = []\\n[metadata]\\nlock-version = "2.1" | :2:1: a is locked without an sdist
          poetry.lock | [[package]]\\nname = "a"\\nversion = "1"\\nfiles = []\\n[package.source]\\ntype = "git"\\n[metadata]\\nlock-version = "2.1" | :5:1: a is locked from a git instead of an index
          """)
  void whatCannotBeBuiltIsRefusedWithItsPlace(String name, String text, String says)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(name), text.replace("\\n", "\n").formatted("ab".repeat(32)) + "\n");

    AsamanException e = catchThrowableOfType(AsamanException.class, () -> applying(file, LINUX));

    assertThat(Wording.lines(e.problem())).singleElement().asString().startsWith(file + says);
  }

  @ParameterizedTest
  @CsvSource({"uv.lock", "pylock.toml", "poetry.lock"})
  void aFileThatIsCutShortIsNeverABug(String name) throws IOException {
    String whole = Files.readString(real(name));
    for (int end = 0; end < whole.length(); end += 211) {
      Path cut = Files.writeString(folder.resolve(name), whole.substring(0, end));
      try {
        List<String> _ = applying(cut, LINUX);
      } catch (AsamanException e) {
        assertThat(e.getMessage()).startsWith(cut + ":");
      }
    }
  }

  @Test
  void anyOtherNameIsARequirementsFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("my-uv.lock"),
            "six==1.0 --hash=sha256:" + "ab".repeat(32),
            StandardCharsets.UTF_8);

    assertThat(applying(file, LINUX)).containsExactly("six");
  }
}
