package org.asaman.generate;

import static org.asaman.generate.TestWheels.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.asaman.event.Event;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Wording;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.RequirementsReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  @TempDir private Path folder;
  private TestWheels wheels;
  private final List<Event> events = new ArrayList<>();

  @BeforeEach
  void makeWheelFolder() {
    wheels = new TestWheels(folder.resolve("wheels"));
  }

  @Test
  void comparesNamesByPep503() throws IOException {
    for (String name : new String[] {"foo", "gamma.core", "A_.b", "Ruamel_Yaml"}) {
      wheels.add(name.replace("_.", "_"), "1.0");
    }
    Files.move(
        folder.resolve("wheels/A_b-1.0-py3-none-any.whl"),
        folder.resolve("wheels/a_b-1.0-py3-none-any.whl"));
    wheels.add("a_b-1.0-py3-none-any.whl", "A_.b", "1.0");
    requirements("FOO==1.0\ngamma-core==1.0\nA_.b==1.0\nruamel.yaml==1.0\n");
    assertThat(pins())
        .containsExactly("a-b==1.0", "foo==1.0", "gamma-core==1.0", "ruamel-yaml==1.0");
  }

  @Test
  void takesOnlyTheHashOfExactlyThatVersion() throws IOException {
    Path exact = wheels.add("foo", "1.0");
    for (String other :
        new String[] {"1.0.1", "1.0.post1", "1.0rc1", "1.0+local", "1.01", "10", "1.0.dev0"}) {
      wheels.add("foo", other);
    }
    requirements("foo==1.0\n");
    assertThat(generate().toText()).contains(hash(exact)).containsOnlyOnce("--hash");
  }

  @Test
  void neverTakesAVersionThatBeginsLikeTheOneAskedFor() throws IOException {
    wheels.add("foo", "1.0.1");
    wheels.add("bar", "1.10");
    requirements("foo==1.0\nbar==1.1\n");
    assertThat(problems())
        .containsExactly(
            "r.txt:1: wheel of foo==1.0: not found in wheels; build it with asaman, or name the"
                + " folder with -w",
            "r.txt:2: wheel of bar==1.1: not found in wheels; build it with asaman, or name the"
                + " folder with -w");
  }

  @Test
  void readsVersionsInAnySpelling() throws IOException {
    wheels.add("a", "1");
    wheels.add("b", "2.0rc1");
    wheels.add("c", "1.0.post1");
    wheels.add("d", "1.0+deb.1");
    wheels.add("e", "2.0.dev5");
    requirements("a == v1.0.0\nb (==2.0-RC.1)\nc==01.0-1\nd===1.0+DEB_1\ne==2.0dev5\n");
    assertThat(pins())
        .containsExactly("a==1.0.0", "b==2.0rc1", "c==1.0.post1", "d==1.0+deb.1", "e==2.0.dev5");
  }

  @Test
  void keepsExtrasAndMarkers() throws IOException {
    Path wheel = wheels.add("foo", "1.0");
    requirements("foo[b,A] == 1.0 ; os_name == 'nt' and (extra == 'x' or os_name == 'q')\n");
    assertThat(generate().toText())
        .endsWith(
            "foo[A,b]==1.0 ; os_name == \"nt\" and (extra == \"x\" or os_name == \"q\") \\\n"
                + "    --hash="
                + hash(wheel)
                + "\n");
  }

  @Test
  void listsEveryWheelOfTheVersionSorted() throws IOException {
    List<String> hashes =
        List.of(
            hash(wheels.add("foo-1.0-cp311-cp311-linux_x86_64.whl", "foo", "1.0")),
            hash(wheels.add("foo-1.0.0-2-cp312-cp312-linux_x86_64.whl", "foo", "1.0.0")),
            hash(wheels.add("Foo-1.0-py3-none-any.whl", "Foo", "1.0")));
    requirements("foo==1.0\n");
    assertThat(generate().toText())
        .endsWith(
            "foo==1.0"
                + String.join(
                    "", hashes.stream().sorted().map(h -> " \\\n    --hash=" + h).toList())
                + "\n");
  }

  @Test
  void skipsByExactName() throws IOException {
    wheels.add("foo_bar", "1.0");
    requirements("foo==1.0\nfoo-bar==1.0\nBaz_Qux==1\n");
    assertThat(pins("foo", "baz-qux")).containsExactly("foo-bar==1.0");
  }

  @Test
  void leavesOutALineWithoutWheelOnlyIfItsMarkerIsFalseHere() throws IOException {
    wheels.add("bar", "1.0");
    requirements("foo==1.0 ; os_name == 'nt'\nbar==1.0 ; os_name == 'nt'\n");
    assertThat(pins()).containsExactly("bar==1.0; os_name == \"nt\"");
    assertThat(events)
        .containsExactly(
            new Event.Note(
                folder
                    + "/r.txt:1: 'foo==1.0' is left out: there is no wheel, and its marker is false"
                    + " here"));
    requirements("foo==1.0 ; os_name == 'posix'\n");
    assertThat(problems()).hasSize(1);
  }

  @Test
  void refusesWhatIsNoZipAndWhatIsAnotherProjectsWheel() throws IOException {
    Files.createDirectories(folder.resolve("wheels"));
    Files.writeString(folder.resolve("wheels/foo-1.0-py3-none-any.whl"), "no zip");
    wheels.add("bar-1.0-py3-none-any.whl", "evil", "1.0");
    wheels.add("baz-1.0-py3-none-any.whl", "baz", "1.1");
    requirements("foo==1.0\nbar==1.0\nbaz==1.0\nfoo==1.0\n");
    assertThat(problems())
        .hasSize(3)
        .satisfiesExactly(
            p -> assertThat(p).startsWith("wheels/foo-1.0-py3-none-any.whl: "),
            p -> assertThat(p).startsWith("wheels/bar-1.0-py3-none-any.whl: ").contains("evil"),
            p -> assertThat(p).startsWith("wheels/baz-1.0-py3-none-any.whl: ").contains("1.1"));
  }

  @Test
  void namesEveryMissingWheelAlsoWithoutAFolder() throws IOException {
    requirements("foo==1.0\nbar>=2\nbaz @ https://h.example/baz-3.0.tar.gz\n");
    assertThat(problems())
        .extracting(p -> p.replaceFirst(": not found.*", ""))
        .containsExactly(
            "r.txt:1: wheel of foo==1.0", "r.txt:2: wheel of bar>=2", "r.txt:3: wheel of baz==3.0");
  }

  @Test
  void inlinesNestedFilesAndConstraints() throws IOException {
    wheels.add("foo", "1.0");
    wheels.add("foo", "2.0");
    wheels.add("bar", "1.0");
    Files.writeString(folder.resolve("n.txt"), "bar==1.0\n");
    Files.writeString(folder.resolve("c.txt"), "foo<2\nunused==1\n");
    requirements("-r n.txt\n-c c.txt\nfoo\nbar==1.0\n");
    assertThat(pins()).containsExactly("bar==1.0", "foo==1.0");
  }

  @Test
  void pinsWhatIsNotPinnedToWhatPipWouldPick() throws IOException {
    wheels.add("foo", "1.0");
    wheels.add("foo", "1.5");
    wheels.add("foo", "2.0rc1");
    requirements("foo>=1\n");
    assertThat(pins()).containsExactly("foo==1.5");
    requirements("--pre\nfoo>=1\n");
    assertThat(pins()).containsExactly("foo==2.0rc1");
  }

  @Test
  void urlsAndArchivesAreFoundByTheirName() throws IOException {
    wheels.add("foo_bar", "1.0");
    wheels.add("baz", "2.0");
    wheels.add("qux", "3.0");
    Files.writeString(folder.resolve("baz-2.0.tar.gz"), "");
    requirements(
        """
        https://h.example/foo-bar-1.0.tar.gz#egg=foo-bar
        ./baz-2.0.tar.gz[x] ; os_name == 'posix'
        qux @ https://h.example/archive/main.zip
        """);
    assertThat(pins())
        .containsExactly("baz[x]==2.0; os_name == \"posix\"", "foo-bar==1.0", "qux==3.0");
    wheels.add("qux", "4.0");
    requirements("https://h.example/main.zip\nqux @ https://h.example/archive/main.zip\n");
    assertThat(problems())
        .containsExactly(
            "r.txt:1: 'main.zip' does not say which project it is: write NAME @ URL",
            "r.txt:2: 'main.zip' does not say which version it is, and wheels holds [3.0, 4.0]");
  }

  @Test
  void keepsOptionsAsWrittenAndDropsWhatForbidsWheels() throws IOException {
    Files.createDirectories(folder.resolve("sub/links"));
    Files.writeString(folder.resolve("sub/n.txt"), "--find-links links\n--pre\n");
    requirements(
        """
        --index-url https://${USER}:${PASS}@h.example/simple  # comment
        --no-binary :all:
        --find-links https://h.example/links
        -r sub/n.txt
        """);
    assertThat(generate().options())
        .containsExactly(
            "--index-url https://${USER}:${PASS}@h.example/simple",
            "--find-links https://h.example/links",
            "--find-links 'sub/links'",
            "--pre");
    requirements("--pre --no-binary foo\n");
    assertThat(problems())
        .containsExactly(
            "r.txt:1: '--no-binary' cannot be kept as it is and must stand on a line of its own;"
                + " split the line");
  }

  @Test
  void isTheSameWhateverTheOrderOfTheLines() throws IOException {
    wheels.add("foo", "1.0");
    wheels.add("bar", "1.0");
    requirements("foo==1.0\nbar==1.0 ; os_name == 'posix'\nbar==1.0\nfoo[x]==1.0\n");
    String first = generate().toText();
    requirements("# other\nfoo[x]==1.0\nbar==1.0\n\nFoo == 1.0\nBAR==1.0;os_name=='posix'\n");
    assertThat(generate().toText()).isEqualTo(first);
  }

  @Test
  void saysWhichFilesAreNotNamedLikeWheels() throws IOException {
    wheels.add("foo", "1.0");
    Files.writeString(folder.resolve("wheels/nonsense.whl"), "");
    requirements("foo==1.0\n");
    generate();
    assertThat(events)
        .singleElement()
        .asString()
        .contains("nonsense.whl")
        .contains("is passed over");
  }

  private void requirements(String content) throws IOException {
    Files.writeString(folder.resolve("r.txt"), content);
  }

  private VerifiedFile generate(String... skipped) {
    Set<ProjectName> names = Set.copyOf(List.of(skipped).stream().map(ProjectName::of).toList());
    return new Generator(
            WheelFolder.list(folder.resolve("wheels")),
            names,
            () -> Map.of("os_name", "posix"),
            events::add)
        .generate(
            new RequirementsReader(Map.of("USER", "me", "PASS", "secret"), folder)
                .read(folder.resolve("r.txt")),
            folder.resolve("verified-r.txt"));
  }

  private List<String> pins(String... skipped) {
    return generate(skipped).lines().stream().map(l -> l.requirement().toString()).toList();
  }

  private List<String> problems() {
    AsamanException thrown = catchThrowableOfType(AsamanException.class, this::generate);
    return Wording.lines(thrown.problem()).stream()
        .map(line -> line.replace(folder + "/", ""))
        .toList();
  }
}
