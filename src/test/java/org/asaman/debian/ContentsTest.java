package org.asaman.debian;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev",
        "tmp",
        "var/log",
        "var/cache",
        "etc",
        "bin",
        "usr/bin/cc",
        "etc/passwd",
        "etc/ld.so.cache",
        "usr/share/doc/libc6/copyright",
        "usr/share/doc/libc6",
        "var/lib/dpkg/status",
        "usr/share/manifest",
        "usr/lib/python3/dist-packages/pip/__init__.py"
      })
  void whatBuildsUseIsKept(String name) {
    assertThat(Contents.keeps(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev/null",
        "tmp/x",
        "var/log/dpkg.log",
        "var/cache/ldconfig/aux-cache",
        "etc/hostname",
        "etc/resolv.conf",
        "etc/machine-id",
        "var/lib/apt/lists/lock",
        "var/lib/dpkg/status-old",
        "usr/lib/python3/__pycache__",
        "usr/lib/python3/__pycache__/a.pyc",
        "__pycache__/a",
        "usr/share/doc/libc6/changelog.gz",
        "usr/share/man/man1/cc.1.gz",
        "etc/passwd-",
        "etc/init.d/.depend.boot"
      })
  void whatDependsOnTimeAndPlaceIsNot(String name) {
    assertThat(Contents.keeps(name)).isFalse();
  }
}
