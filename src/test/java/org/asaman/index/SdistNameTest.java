package org.asaman.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdistNameTest {

  @ParameterizedTest
  @CsvSource({
    "six-1.16.0.tar.gz, six, 1.16.0",
    "Foo_Bar-1.0.zip, foo-bar, 1.0",
    "foo-bar-1.0.tar.gz, foo-bar, 1.0",
    "foo-bar-1.0-2.zip, foo-bar, 1.0.post2",
    "zope.interface-5.0.tar.gz, zope-interface, 5.0",
    "zope_interface-5.0.tgz, zope-interface, 5.0",
    "a-b-c-2.0rc1.tar.bz2, a.b_c, 2.0rc1",
    "backports.foo-2024.1.1.tar.xz, Backports_Foo, 2024.1.1",
    "foo-1.0+local.1.tar.gz, foo, 1.0+local.1",
    "foo-1!2.0.tar.gz, foo, 1!2.0",
    "foo-v1.0.tar.gz, foo, 1.0",
  })
  void findsWhereTheVersionStarts(String file, String project, String version) {
    assertThat(SdistName.parse(file, ProjectName.of(project)))
        .contains(new SdistName(ProjectName.of(project), Version.parse(version), file));
  }

  @ParameterizedTest
  @CsvSource({
    "foo-bar-1.0.tar.gz, foo", // of foo-bar: 'bar-1.0' is no version
    "foo-1.0.tar.gz, foo-bar",
    "foo-1.0-py3-none-any.whl, foo",
    "foo-1.0.linux-x86_64.tar.gz, foo", // a binary dump of old times
    "foo-1.0-py2.7.egg, foo",
    "foo-.tar.gz, foo",
    "foo--1.0.tar.gz, foo",
    "foo.tar.gz, foo",
    "foo-1.0.exe, foo",
    "foo-1.0.TAR.GZ, foo",
  })
  void isEmptyForWhatIsNoSdistOfTheProject(String file, String project) {
    assertThat(SdistName.parse(file, ProjectName.of(project))).isEmpty();
  }
}
