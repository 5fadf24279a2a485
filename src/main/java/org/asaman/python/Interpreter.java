package org.asaman.python;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.process.Site;

/// A Python interpreter, as it described itself when it was started once.
///
/// @param executable the program to start: inside a virtual environment the environment's own, so
///   that it sees what is installed there; shims are resolved
/// @param binary the real file behind it, links resolved: what a new environment points to
/// @param prefix `sys.prefix`; differs from `basePrefix` in a virtual environment
/// @param standardLibrary the folders of the standard library
/// @param sitePackages where a virtual environment has its packages, relative to its root
/// @param platform `sysconfig.get_platform()`, such as `linux-x86_64`
/// @param libc the C library and its version, such as `glibc 2.36`; empty where it does not tell
/// @param libraries the shared libraries that hold the interpreter itself; none when it is static
/// @param variables build settings of the interpreter that reach extension modules (`sysconfig`)
/// @param markers the eleven variables of environment markers (PEP 508)
/// @param fingerprint sorted `key=value` lines: all of the interpreter that may change a wheel
/// @param site where it runs; its paths are those of there
public record Interpreter(
    Path executable,
    Path binary,
    Path prefix,
    Path basePrefix,
    Path execPrefix,
    List<Path> standardLibrary,
    String sitePackages,
    String platform,
    String libc,
    List<Path> libraries,
    SortedMap<String, String> variables,
    SortedMap<String, String> markers,
    String fingerprint,
    Site site) {

  public Interpreter {
    standardLibrary = List.copyOf(standardLibrary);
    libraries = List.copyOf(libraries);
    variables = new TreeMap<>(variables);
    markers = new TreeMap<>(markers);
  }

  /// Finds the interpreter that a path or a name on PATH means and asks it what it is.
  public static Interpreter probe(String pathOrName, Map<String, String> environment) {
    return probe(pathOrName, environment, Site.host());
  }

  /// The same on another site.
  public static Interpreter probe(String pathOrName, Map<String, String> environment, Site site) {
    return new Probe(pathOrName, environment, site).run();
  }

  /// The full version, such as `3.11.7`.
  public String version() {
    return marker("python_full_version");
  }

  /// The language's version, such as `3.11`.
  public String minorVersion() {
    return marker("python_version");
  }

  /// The implementation's name in lower case, such as `cpython`.
  public String implementation() {
    return marker("implementation_name");
  }

  public Optional<String> soabi() {
    return Optional.ofNullable(variables.get("SOABI"));
  }

  public Optional<String> extensionSuffix() {
    return Optional.ofNullable(variables.get("EXT_SUFFIX"));
  }

  public boolean isVirtualEnvironment() {
    return !prefix.equals(basePrefix);
  }

  private String marker(String name) {
    return markers.getOrDefault(name, "");
  }

  /// The packages that are installed for this interpreter: sorted lines of name, version and the
  /// digest of RECORD.
  public String installed(Map<String, String> environment) {
    return new Probe(executable.toString(), environment, site).installed();
  }

  /// The tags of the wheels that can be installed for this interpreter here, best first; they are
  /// those of its own pip.
  public List<String> tags(Map<String, String> environment) {
    return new Probe(executable.toString(), environment, site).tags();
  }
}
