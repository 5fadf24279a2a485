package org.asaman.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Wording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The details; that all is as in pip, [PipParserTest] judges.
class RequirementsReaderTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final Map<String, String> POSIX = Map.of("os_name", "posix");

  @TempDir private Path folder;

  @Test
  void reportsAllBadLinesOfAllFilesAtOnce() throws IOException {
    write("other.txt", "ok==1\n-e .\n");
    write(
        "r.txt",
        """
        fine==1.0
        foo=1.0
        -r other.txt
        git+https://h.example/x.git
        -r https://h.example/r.txt
        -r missing.txt
        --nonsense
        """);
    assertThat(problems())
        .containsExactly(
            "r.txt:2: 'foo=1.0': expected '==' rather than '=' at '=1.0'",
            "other.txt:2: an editable requirement cannot be built reproducibly; name a release"
                + " (NAME==VERSION) or an archive with its hash",
            "r.txt:4: a checkout from version control cannot be checked against a hash; name a"
                + " release (NAME==VERSION) or an archive with its hash",
            "r.txt:5: a requirements file is not read from the network: it can change; download it"
                + " and name the file",
            "r.txt:6: 'missing.txt': no such file",
            "r.txt:7: '--nonsense' is not an option that a requirements file may have");
  }

  @Test
  void namesTheFileThatIsMissing() {
    assertThat(problems()).containsExactly("r.txt: no such file");
  }

  @Test
  void refusesAFileThatIncludesItself() throws IOException {
    write("r.txt", "-r sub/x.txt\n");
    write("sub/x.txt", "\n-r ../r.txt\n");
    assertThat(problems())
        .containsExactly("sub/x.txt:2: 'sub/../r.txt' includes itself; remove the line");
  }

  @Test
  void refusesFilesThatMultiply() throws IOException {
    for (int i = 0; i < 20; i++) {
      write(i == 0 ? "r.txt" : i + ".txt", "-r %1$d.txt\n-r ./%1$d.txt\n".formatted(i + 1));
    }
    write("20.txt", "");
    assertThat(problems())
        .anySatisfy(p -> assertThat(p).endsWith("more than 1000 files are included"));
    assertThat(problems()).hasSizeLessThan(50);
  }

  @Test
  void neverShowsOrKeepsWhatEnvironmentVariablesHold() throws IOException {
    write(
        "r.txt",
        """
        --index-url https://${USER}:${PASS}@h.example/simple # comment
        foo @ https://${USER}:${PASS}@h.example/foo-1.0.tar.gz
        """);
    RequirementsFile file =
        new RequirementsReader(Map.of("USER", "me", "PASS", "secret"))
            .read(folder.resolve("r.txt"));
    assertThat(file.options().indexUrl()).contains("https://me:secret@h.example/simple");
    assertThat(file.optionLines().getFirst().text())
        .isEqualTo("--index-url https://${USER}:${PASS}@h.example/simple");
    assertThat(file.lines().getFirst().text())
        .isEqualTo("foo @ https://${USER}:${PASS}@h.example/foo-1.0.tar.gz");
    assertThat(file.lines().getFirst().target()).hasToString("foo-1.0.tar.gz");
    assertThat(Wording.lines(BuildPolicy.check(file.lines(), true).getFirst()).getFirst())
        .doesNotContain("secret");
  }

  @Test
  void constraintsPinAndHashTheLinesOfTheirProject() throws IOException {
    write("r.txt", "-c c.txt\nFoo_Bar>=1\nother==2 --hash=sha256:" + A + "\n");
    write(
        "c.txt", "foo.bar==1.5 --hash=sha256:" + B + "\nfoo-bar==9 ; os_name == 'nt'\nnever==1\n");
    List<RequirementLine> lines = read().applying(POSIX);
    assertThat(lines)
        .extracting(l -> l.target().toString())
        .containsExactly("foo-bar==1.5,>=1", "other==2");
    assertThat(lines.getFirst().hashes()).containsExactly(Hash.parse("sha256:" + B));
  }

  @Test
  void aConstraintLeavesOnlyTheHashesThatBothList() throws IOException {
    write("r.txt", "-c c.txt\nfoo==1 --hash=sha256:" + A + " --hash=sha256:" + B + "\n");
    write("c.txt", "foo --hash=sha256:" + B + "\n");
    assertThat(read().applying(POSIX).getFirst().hashes())
        .containsExactly(Hash.parse("sha256:" + B));
    write("r.txt", "-c c.txt\nfoo==1 --hash=sha256:" + A + "\n");
    assertThat(catchThrowableOfType(AsamanException.class, () -> read().applying(POSIX)))
        .hasMessageEndingWith(
            "r.txt:2: none of the hashes of 'foo==1' is among those of its constraint; see "
                + folder
                + "/c.txt:1");
  }

  @Test
  void linesThatDoNotApplyAreKeptButNotBuilt() throws IOException {
    write("r.txt", "foo ; os_name == 'nt'\nbar==1\n");
    RequirementsFile file = read();
    assertThat(file.lines()).hasSize(2);
    assertThat(file.applying(POSIX)).hasSize(1);
  }

  @Test
  void aMarkerThatCannotBeEvaluatedIsABadLine() throws IOException {
    write("r.txt", "foo ; python_version ~= 'x'\n");
    assertThat(
            catchThrowableOfType(
                AsamanException.class, () -> read().applying(Map.of("python_version", "3.11"))))
        .hasMessageContaining("r.txt:1: ");
  }

  @Test
  void policyAsksForOneVersionAHashAndAnArchiveThatCanBeBuilt() throws IOException {
    write("foo-1.0.tar.gz", "");
    write("foo-1.0-py3-none-any.whl", "");
    write(
        "r.txt",
        """
        foo==1.0 --hash=sha256:%1$s
        foo==1.0
        foo>=1 --hash=sha256:%1$s
        foo==1.* --hash=sha256:%1$s
        ./foo-1.0.tar.gz
        ./foo-1.0.tar.gz --hash=sha256:%1$s
        ./foo-1.0-py3-none-any.whl --hash=sha256:%1$s
        https://h.example/foo.tar.lz#sha256=%1$s
        https://h.example/foo.zip#sha256=%1$s
        """
            .formatted(A));
    List<RequirementLine> lines = read().lines();
    assertThat(BuildPolicy.check(lines, true))
        .extracting(p -> Wording.oneLine(p).replaceFirst(";.*", "").replace(folder + "/", ""))
        .containsExactly(
            "r.txt:2: 'foo==1.0' has no hash",
            "r.txt:3: 'foo' has no single version",
            "r.txt:4: 'foo' has no single version",
            "r.txt:5: 'foo-1.0.tar.gz' has no hash",
            "r.txt:7: 'foo-1.0-py3-none-any.whl' is already built",
            "r.txt:8: 'foo.tar.lz' is not an archive that can be read");
    assertThat(BuildPolicy.check(lines, false)).hasSize(2);
  }

  @Test
  void laterIndexOptionsReplaceEarlierOnesAcrossFiles() throws IOException {
    write("r.txt", "--extra-index-url https://lost.example\n-r s.txt\n--pre\n--only-final foo\n");
    write("s.txt", "-i https://one.example\n--extra-index-url https://two.example\n");
    GlobalOptions options = read().options();
    assertThat(options.indexUrl()).contains("https://one.example");
    assertThat(options.extraIndexUrls()).containsExactly("https://two.example");
    assertThat(options.prereleases(ProjectName.of("bar"))).isTrue();
    assertThat(options.prereleases(ProjectName.of("Foo"))).isFalse();
  }

  private RequirementsFile read() {
    return new RequirementsReader(Map.of(), folder).read(folder.resolve("r.txt"));
  }

  private List<String> problems() {
    AsamanException thrown = catchThrowableOfType(AsamanException.class, this::read);
    return Wording.lines(thrown.problem()).stream().map(l -> l.replace(folder + "/", "")).toList();
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
