package org.asaman.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is made of apt's answers and of its sources files.
class AptTest {
  private static final String TARGET =
      """
      MetaKey: main/binary-amd64/Packages
      Codename: %4$s
      Suite: %5$s
      Origin: %6$s
      Created-By: Packages
      Release: %3$s
      Repo-URI: %2$s
      Sourcesentry: %1$s:1
      Target-Of: deb

      """;

  private static String target(
      String file, String uri, String release, String codename, String suite, String origin) {
    return TARGET.formatted(file, uri, release, codename, suite, origin);
  }

  private static AptTarget target(String uri, String release) {
    return AptTarget.parse(target("/s.sources", uri, release, release, release, "Debian"))
        .getFirst();
  }

  @Test
  void targetsAreIndexesOfBinaryPackages() {
    String answer =
        target("/a.sources", "http://m.example/debian/", "stable", "trixie", "stable", "Debian")
            + target("/a.sources", "http://m.example/debian/", "x", "x", "x", "Debian")
                .replace("Created-By: Packages", "Created-By: DEP-11")
            + target("/a.sources", "http://m.example/debian/", "y", "y", "y", "Debian")
                .replace("Target-Of: deb", "Target-Of: deb-src");
    AptTarget only = AptTarget.parse(answer).getFirst();
    assertThat(AptTarget.parse(answer)).hasSize(1);
    assertThat(only.file()).isEqualTo("/a.sources");
    assertThat(only.uri()).isEqualTo("http://m.example/debian/");
    assertThat(only.names()).containsExactlyInAnyOrder("stable", "trixie");
    assertThat(only.is("trixie")).isTrue();
    assertThat(only.is("bookworm")).isFalse();
  }

  @Test
  void aSuiteIsServedByItselfAndByWhatMendsIt() {
    assertThat(List.of("sid", "sid-updates", "sid-security", "sid/updates"))
        .allMatch(release -> target("http://m.example/", release).serves("debian", "sid"));
    assertThat(List.of("sid-backports", "bookworm", "sid-", ""))
        .noneMatch(release -> target("http://m.example/", release).serves("debian", "sid"));
  }

  @Test
  void indexesOfOthersServeNoSuite() {
    String other = target("/a.list", "http://m.example/", "sid", "sid", "sid", "Docker");
    assertThat(AptTarget.parse(other).getFirst().serves("debian", "sid")).isFalse();
    String unknown = other.replaceAll("(?m)^(Origin|Codename|Suite):.*\n", "");
    assertThat(AptTarget.parse(unknown).getFirst().serves("debian", "sid")).isTrue();
  }

  @Test
  void paragraphsKeepTheirOptionsAndKeys() {
    String text =
        """
        # by hand
        Types: deb deb-src
        # old: http://old.example
        URIs: http://m.example/debian
        Suites: sid sid-updates sid-backports
        Components: main contrib
        Signed-By:
         -----BEGIN PGP PUBLIC KEY BLOCK-----
         .
         abc

        Types: deb
        URIs: http://other.example/
        Suites: sid
        Components: main

        Types: deb
        URIs: http://m.example/debian
        Suites: sid
        Components: non-free
        Enabled: no
        """;
    List<AptTarget> targets =
        List.of(
            target("http://m.example/debian/", "sid"),
            target("http://m.example/debian/", "sid-updates"));
    assertThat(AptSources.paragraphs(text, targets))
        .isEqualTo(
            """
            Types: deb
            URIs: http://m.example/debian
            Suites: sid sid-updates
            Components: main contrib
            Signed-By:\s
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             abc
            """);
  }

  @Test
  void linesAreKeptWhole() {
    String text =
        """
        # deb http://m.example/debian sid contrib
        deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian sid main
        deb-src http://m.example/debian sid main
        deb http://m.example/debian sid-updates main contrib
        deb http://m.example/debian bookworm main
        """;
    assertThat(
            AptSources.lines(
                text,
                List.of(
                    target("http://m.example/debian/", "sid"),
                    target("http://m.example/debian/", "sid-updates"))))
        .isEqualTo(
            """
            deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian sid main
            deb http://m.example/debian sid-updates main contrib
            """);
  }

  @Test
  void packagesWithoutACandidateAreNotThere() {
    String policy =
        """
        gcc:
          Installed: (none)
          Candidate: 4:12.2.0-3
          Version table:
             4:12.2.0-3 500
                500 http://m.example/debian bookworm/main amd64 Packages
        virtual:
          Installed: (none)
          Candidate: (none)
          Version table:
        usr-is-merged:
          Installed: (none)
          Candidate: 37
          Version table:
             37 500
        """;
    assertThat(HostApt.available(policy)).containsExactlyInAnyOrder("gcc", "usr-is-merged");
  }

  @Test
  void ofTwoPackagesThatDoTheSameTheFirstIsTaken() {
    assertThat(DefaultPackages.choose(name -> name.matches("cargo|rustc.*")))
        .containsExactly("cargo", "rustc-web");
  }
}
