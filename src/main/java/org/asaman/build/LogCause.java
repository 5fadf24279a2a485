package org.asaman.build;

import static org.asaman.build.SystemPackages.Kind.DEPENDENCY;
import static org.asaman.build.SystemPackages.Kind.HEADER;
import static org.asaman.build.SystemPackages.Kind.LIBRARY;
import static org.asaman.build.SystemPackages.Kind.PROGRAM;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asaman.build.SystemPackages.Kind;

/// A way to recognise why a build failed: a line of its log, or two that were one before a tool
/// wrapped them, and what to do then.
record LogCause(Pattern line, Advice advice) {

  /// What to do, of the match, of the whole log's lines and where in them it is.
  interface Advice {
    String of(Matcher match, List<String> log, int at, SystemPackages system);
  }

  /// @param hint in which `$1` is what the line names
  private LogCause(String line, String hint) {
    this(
        Pattern.compile(line),
        (match, _, _, _) -> match.groupCount() > 0 ? hint.replace("$1", match.group(1)) : hint);
  }

  /// What the line names is missing on the system.
  private static LogCause missing(Kind kind, String line) {
    return new LogCause(
        Pattern.compile(line), (match, _, _, system) -> system.hint(kind, match.group(1)));
  }

  /// The line says that something is missing without naming it as the system does.
  private static LogCause missing(Kind kind, String name, String line) {
    return new LogCause(Pattern.compile(line), (_, _, _, system) -> system.hint(kind, name));
  }

  private static LogCause fetches(String line) {
    return new LogCause(
        Pattern.compile(line), (match, log, at, _) -> Downloads.hint(match, log, at));
  }

  private static LogCause oldRust(String line) {
    return new LogCause(Pattern.compile(line), (_, log, _, system) -> OldRust.hint(log, system));
  }

  /// The causes, those that are surest to have ended a build first.
  static final List<LogCause> ALL =
      List.of(
          new LogCause(
              "fatal error: ((?:numpy|pybind11|nanobind|greenlet|eigenpy)/[^ :]+): No such file",
              "the build requirement that has the header $1 is missing: name it with"
                  + " extra-build-requires in asaman.toml"),
          missing(
              HEADER, "fatal error: '?([^ :']+)'?(?:: No such file or directory| file not found)"),
          missing(
              PROGRAM,
              "g++",
              "(?:command|program) '?(?:[^ ']*(?:gcc|g\\+\\+|cc|c\\+\\+|clang)[^ ']*)'? (?:failed: No such file|not found)"),
          missing(
              PROGRAM,
              "g++",
              "(?:No such file or directory|not found): '?(?:[a-z0-9_]+-linux-gnu-)?(?:gcc|g\\+\\+|cc|c\\+\\+)'?(?![\\w+-])"),
          missing(LIBRARY, "cannot find -l([A-Za-z0-9_+.-]+)"),
          missing(DEPENDENCY, "libxslt", "make sure the libxml2 and libxslt development packages"),
          missing(PROGRAM, "Error: (pg_config) executable not found"),
          missing(
              DEPENDENCY, "The headers or library files could not be found for ([A-Za-z0-9_-]+)"),
          missing(DEPENDENCY, "mysqlclient", "Can not find valid pkg-config name"),
          missing(DEPENDENCY, "mysqlclient", "mysql_config[: ]*(?:command )?not found"),
          missing(
              DEPENDENCY, "openssl", "Could not find (?:directory|an? .*) of OpenSSL installation"),
          missing(
              DEPENDENCY,
              "hdf5",
              "Unable to (?:locate|load dependency) HDF5|libhdf5\\.so: cannot open"),
          missing(PROGRAM, "(?:A |Could not find )(gdal-config|geos-config)\\b"),
          missing(
              PROGRAM,
              "(?:gdal_config_error|FileNotFoundError).*?'((?:gdal|geos|krb5|xml2|xslt|cups|curl|pg)[-_]config)'"),
          new LogCause(
              "(?:ERROR: Dependency|package configuration file provided by) \"((?i:numpy|pybind11|nanobind))\"",
              "the build requirement $1 is missing: name it with extra-build-requires in"
                  + " asaman.toml"),
          missing(DEPENDENCY, "ERROR: Dependency \"([^\"]+)\" not found"),
          missing(DEPENDENCY, "ERROR: Dependency lookup for ([^ ]+) with method"),
          missing(HEADER, "Python.h", "ERROR: Python dependency not found"),
          missing(DEPENDENCY, "^ +Could NOT find ([A-Za-z0-9_+.-]+)"),
          missing(DEPENDENCY, "configuration file provided by \"([^\"]+)\""),
          missing(DEPENDENCY, "No package '([^']+)' found"),
          missing(DEPENDENCY, "Package '([^']+)',? required by '[^']*', not found"),
          missing(PROGRAM, "ERROR: Program '?([^' ]+)'? not found"),
          missing(
              PROGRAM,
              "gfortran",
              "ERROR: Unknown compiler\\(s\\): \\[\\[?'(?:gfortran|flang)|No CMAKE_Fortran_COMPILER could be found"),
          missing(
              PROGRAM,
              "c++",
              "ERROR: Unknown compiler\\(s\\)|No CMAKE_CX*_COMPILER could be found"),
          missing(
              PROGRAM,
              "(?:No such file or directory|not found): '?((?:cmake|ninja|meson|nasm|yasm|swig|protoc|gfortran|git|make|pkg-config|autoreconf|autoconf|libtoolize|bison|flex|perl|patchelf|msgfmt|go))'?(?![\\w-])"),
          missing(
              PROGRAM,
              "\\b(cmake|ninja|meson|nasm|yasm|swig|protoc|gfortran|git|make|pkg-config|autoreconf|autoconf|libtoolize|bison|flex|perl|patchelf|msgfmt|go|[a-z0-9-]{1,30}[-_]config): (?:command )?not found"),
          missing(PROGRAM, "command '([A-Za-z0-9+_-]+)' failed: No such file or directory"),
          missing(
              PROGRAM,
              "CMake Error: CMake was unable to find a build program corresponding to \"([A-Za-z]+)\""),
          oldRust("rustc [0-9.]+[^ ]* is not supported by the following packages?"),
          oldRust("requires rustc [0-9.]+ or newer"),
          oldRust("feature `edition20[0-9]+` is required|older than the `20[0-9]+` edition"),
          oldRust("lock file version `?[0-9]`? (?:requires `-Znext-lockfile-bump`|was found)"),
          new LogCause(
              "(?i)(?:can't find rust compiler|cargo[^\\n]* is not installed|No such file or directory: '?(?:cargo|rustc)'?|rust toolchain[^\\n]*not)",
              "install Rust so that cargo and rustc are on PATH"),
          new LogCause(
              "no matching package named [`']?([A-Za-z0-9_-]+)",
              "the build wants the Rust crate $1 from a registry, which a build without a network cannot have"),
          new LogCause(
              "(?i)(?:failed to (?:get|download|fetch)[^\\n]*crate|attempting to make an HTTP request, but --offline)",
              "the build wants the network, which it does not get: use a release whose sdist holds all that it needs"),
          new LogCause(
              "ERROR: No matching distribution found for ([^ ]+)",
              "the build runs pip for $1: name it with extra-build-requires in asaman.toml"),
          fetches("error: downloading '([^']+)' failed"),
          fetches("ERROR: could not get ([^ ;]+); is the internet"),
          fetches("ERROR: Git command failed: .*'([a-z+]+://[^']+)'"),
          fetches("Failed to clone repository: '([^']+)'"),
          fetches("unable to access '([^']+)'"),
          fetches("Automatic wrap-based (?:subproject )?downloading is disabled"),
          fetches("WrapException"),
          fetches("file DOWNLOAD HASH mismatch"),
          fetches(
              "(?i)(?:Could not resolve host|unable to resolve host|Temporary failure in name resolution|Name or service not known|Couldn't resolve host name|Network is unreachable)"),
          missing(DEPENDENCY, "Package ([^ ]+) was not found in the pkg-config search path"),
          new LogCause(
              "(?i)(?:setuptools-scm was unable to detect version|not a git repository|unable to determine version[^\\n]*(?:git|vcs)|Error getting the version from source `vcs`)",
              "the source wants git metadata, which an sdist has not: use the sdist of the index rather than an archive of the repository"),
          new LogCause(
              "(?:ModuleNotFoundError|ImportError): No module named '([^']+)'",
              "the package does not declare that its build requires $1"),
          new LogCause(
              "No space left on device", "the disk or the memory is full: free some, or use -j 1"),
          new LogCause(
              "(?:MemoryError|Cannot allocate memory|Killed signal)", "memory ran out: use -j 1"));
}
