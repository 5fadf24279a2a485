package org.asaman.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LogExplanationTest {
  private static final SystemPackages DEBIAN =
      SystemPackages.of("PRETTY_NAME=\"x\"\nID=debian\nVERSION_ID=\"12\"\n");

  private static String hint(String log) {
    return LogExplanation.of(log, DEBIAN).hint();
  }

  @Test
  void aKnownCauseIsShownWithWhatToDo() {
    LogExplanation explanation =
        LogExplanation.of(
            "gcc -c x.c\nx.c:1:10: fatal error: zlib.h: No such file or directory\n", DEBIAN);
    assertThat(explanation.lines()).last().asString().contains("zlib.h");
    assertThat(explanation.hint())
        .isEqualTo("install what has the header zlib.h: apt install zlib1g-dev");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ID=debian | apt install libffi-dev
          ID="ubuntu" | apt install libffi-dev
          ID=fedora | dnf install libffi-devel
          ID="almalinux"\\nID_LIKE="rhel centos fedora" | dnf install libffi-devel
          ID=alpine | apk add libffi-dev
          """)
  void eachDistributionHasItsOwnNames(String osRelease, String command) {
    SystemPackages system = SystemPackages.of(osRelease.replace("\\n", "\n"));
    assertThat(LogExplanation.of("fatal error: ffi.h: No such file or directory", system).hint())
        .isEqualTo("install what has the header ffi.h: " + command);
  }

  @Test
  void whereTheDistributionIsNotKnownNothingIsGuessed() {
    assertThat(
            LogExplanation.of(
                    "fatal error: ffi.h: No such file or directory", SystemPackages.of("ID=nixos"))
                .hint())
        .isEqualTo("install the development package that has the header ffi.h");
    assertThat(hint("fatal error: nobody/has/this.h: No such file or directory"))
        .isEqualTo("install the development package that has the header nobody/has/this.h");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          fatal error: openssl/opensslv.h: No such file or directory | libssl-dev
          fatal error: libavcodec/avcodec.h: No such file or directory | libavcodec-dev
          fatal error: mysql/mysql.h: No such file or directory | default-libmysqlclient-dev
          x.c:1:10: fatal error: 'lber.h' file not found | libldap-dev
          /usr/bin/ld: cannot find -lsnappy: No such file or directory | libsnappy-dev
          ../meson.build:40:12: ERROR: Dependency "cairo" not found, tried pkgconfig and cmake | libcairo2-dev
          ../meson.build:2:4: ERROR: Dependency "OpenBLAS" not found (tried pkg-config and cmake) | libopenblas-dev
          ../meson.build:2:0: ERROR: Program 'swig' not found or not executable | swig
          ../meson.build:1:0: ERROR: Unknown compiler(s): [['gfortran'], ['flang-new']] | gfortran
          Package dbus-1 was not found in the pkg-config search path. | libdbus-1-dev
          No package 'xmlsec1' found | libxmlsec1-dev
          --   Package 'snappy', required by 'virtual:world', not found | libsnappy-dev
          `  Could NOT find GDAL (missing: GDAL_LIBRARY GDAL_INCLUDE_DIR)` | libgdal-dev
            Could not find a package configuration file provided by "fmt" (requested | libfmt-dev
          Error: Please make sure the libxml2 and libxslt development packages are installed. | libxslt1-dev
          Error: pg_config executable not found. | libpq-dev
          The headers or library files could not be found for jpeg, | libjpeg-dev
          Exception: Can not find valid pkg-config name. | default-libmysqlclient-dev
          Could not find directory of OpenSSL installation, and this `-sys` crate cannot | libssl-dev
          FileNotFoundError: [Errno 2] No such file or directory: 'cmake' | cmake
          FileNotFoundError: [Errno 2] No such file or directory: 'krb5-config' | libkrb5-dev
          /bin/sh: 1: protoc: not found | protobuf-compiler
          error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory | build-essential
          error: command 'swig' failed: No such file or directory | swig
          """)
  void whatToolsSayIsMissingIsNamedAsThePackageThatHasIt(String line, String debian) {
    assertThat(hint("before\n" + line + "\nafter\n")).endsWith(": apt install " + debian);
  }

  @Test
  void whatAToolWrappedIsReadAsOneLine() {
    assertThat(
            hint(
                "CMake Error at CMakeLists.txt:3 (find_package):\n"
                    + "  Could not find a package configuration file provided by\n  \"Eigen3\" with"
                    + " any of the following names:\n"))
        .endsWith("apt install libeigen3-dev");
  }

  @Test
  void aStatusLineOfCmakeIsNoError() {
    assertThat(hint("-- Could NOT find GDAL (missing: GDAL_LIBRARY)\n")).isEmpty();
  }

  @Test
  void aHeaderOfABuildRequirementIsNotLookedForInTheSystem() {
    assertThat(hint("fatal error: numpy/arrayobject.h: No such file or directory"))
        .contains("extra-build-requires")
        .doesNotContain("apt");
  }

  @Test
  void aRustThatIsTooOldIsToldWithTheVersionThatIsNeeded() {
    String log =
        """
        error: rustc 1.63.0 is not supported by the following packages:
          pyo3@0.26.0 requires rustc 1.74
          indexmap@2.12.0 requires rustc 1.82
        """;
    assertThat(hint(log))
        .startsWith("it needs Rust 1.82 or newer, and 1.63.0 is there: ")
        .contains("apt install rustc-web cargo-web");
    assertThat(LogExplanation.of(log, SystemPackages.of("ID=fedora")).hint()).doesNotContain("apt");
    assertThat(
            hint(
                "error: package `x v1.0` cannot be built because it requires rustc 1.83 or newer,"
                    + " while the currently active rustc version is 1.63.0"))
        .startsWith("it needs Rust 1.83 or newer, and 1.63.0 is there");
    assertThat(hint("error: lock file version 4 requires `-Znext-lockfile-bump`"))
        .startsWith("it needs Rust 1.85 or newer: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          error: downloading 'https://example.org/a-1.tar.gz' failed | https://example.org/a-1.tar.gz
          x/meson.build:2:4: ERROR: could not get https://example.org/z.tar.gz; is the internet available? | https://example.org/z.tar.gz
          ERROR: Git command failed: ['/usr/bin/git', 'clone', 'https://example.org/zs.git', 'zs'] | https://example.org/zs.git
          fatal: unable to access 'https://example.org/x.git/': Could not resolve host: example.org | https://example.org/x.git/
          ERROR: Subproject zs is buildable: NO\\nERROR: Automatic wrap-based subproject downloading is disabled | the subproject zs
          status: [6;"Couldn't resolve host name"]\\nfor file: [/tmp/b/a.tar.gz] | a file a.tar.gz
          curl: (6) Could not resolve host: example.org | something from example.org
          urlretrieve("https://example.org/x.tgz", "x")\\nurlopen error [Errno -3] Temporary failure in name resolution | https://example.org/x.tgz
          """)
  void whatABuildWantsToFetchIsNamed(String lines, String what) {
    assertThat(hint(lines.replace("\\n", "\n")))
        .startsWith("the build wants to fetch " + what + ", and has no network")
        .contains("sources");
  }

  @Test
  void linesWithoutEndAreCutBeforeTheyAreLookedAt() {
    LogExplanation explanation = LogExplanation.of("cargo".repeat(10_000_000), DEBIAN);
    assertThat(explanation.lines()).singleElement().asString().hasSize(1000);
    assertThat(explanation.hint()).isEmpty();
  }
}
