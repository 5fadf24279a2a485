package org.asaman.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asaman.process.ChildProcess;
import org.asaman.process.Site;
import org.asaman.store.Digest;

/// The libraries of a system: what is in their files, and which of its packages they come from.
///
/// A package database is asked with the system's own programs, which know its form, and where they
/// can do no harm.
///
/// @param site this machine, or the root that is built in
public record SystemLibraries(Site site) {
  /// Those of this machine, or of a root.
  public static SystemLibraries of(Optional<RootSystem> root) {
    return new SystemLibraries(root.<Site>map(system -> system).orElseGet(Site::host));
  }

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long MOST_BYTES = 512L << 20;
  private static final long MOST_TEXT = 1L << 20;
  private static final Pattern DPKG = Pattern.compile("(?m)^([a-z0-9][^\\s,]*)(?:, [^:]+)?: /");
  private static final Pattern APK = Pattern.compile(" is owned by (\\S+)-([^\\s-]+-r[0-9]+)\\s*$");
  private static final Pattern ID = Pattern.compile("(?m)^ID=\"?([^\"\\s]+)\"?$");

  /// A package of a system, as package URLs name it.
  ///
  /// @param type `deb`, `rpm` or `apk`
  /// @param distribution such as `debian`
  public record SystemPackage(String type, String distribution, String name, String version) {}

  /// What a file of the system holds; empty if it is not there.
  public Optional<Digest> digest(String path) {
    try {
      return isPath(path) && Files.isRegularFile(at(path)) && Files.size(at(path)) <= MOST_BYTES
          ? Optional.of(Digest.of(Files.readAllBytes(at(path))))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// The package that a file belongs to, if a package database knows it.
  public Optional<SystemPackage> owner(String path) {
    return !isPath(path)
        ? Optional.empty()
        : names(path).stream()
            .flatMap(name -> deb(name).or(() -> rpm(name)).or(() -> apk(name)).stream())
            .findFirst();
  }

  /// A file's names on a system whose `/lib` may be a link to `/usr/lib`: databases know one.
  private List<String> names(String path) {
    List<String> names = new ArrayList<>(List.of(path));
    names.add(path.startsWith("/usr/") ? path.substring("/usr".length()) : "/usr" + path);
    String real = "/" + site.outside(Path.of("/")).relativize(real(at(path)));
    if (!names.contains(real)) {
      names.add(real);
    }
    return names;
  }

  private static boolean isPath(String text) {
    return text.startsWith("/") && text.indexOf('\0') < 0;
  }

  private Path at(String path) {
    return site.outside(Path.of(path));
  }

  /// All links followed; in a root they are already.
  private Path real(Path file) {
    try {
      return site.isHost() ? file.toRealPath() : file;
    } catch (IOException _) {
      return file; // it is not there
    }
  }

  private Optional<SystemPackage> deb(String path) {
    if (!Files.isDirectory(at("/var/lib/dpkg"))) {
      return Optional.empty();
    }
    return ask("dpkg-query", "-S", path)
        .map(DPKG::matcher)
        .filter(Matcher::find)
        .flatMap(owner -> ask("dpkg-query", "-W", "-f", "${Package}\\n${Version}", owner.group(1)))
        .flatMap(answer -> of("deb", answer));
  }

  private Optional<SystemPackage> rpm(String path) {
    return Files.isDirectory(at("/var/lib/rpm")) || Files.isDirectory(at("/usr/lib/sysimage/rpm"))
        ? ask("rpm", "-qf", "--qf", "%{NAME}\\n%{EVR}", path).flatMap(answer -> of("rpm", answer))
        : Optional.empty();
  }

  private Optional<SystemPackage> apk(String path) {
    return Files.isDirectory(at("/lib/apk/db"))
        ? ask("apk", "info", "--who-owns", path)
            .map(APK::matcher)
            .filter(Matcher::find)
            .flatMap(owner -> of("apk", owner.group(1) + "\n" + owner.group(2)))
        : Optional.empty();
  }

  private Optional<SystemPackage> of(String type, String nameAndVersion) {
    List<String> lines = nameAndVersion.strip().lines().toList();
    return lines.size() == 2
        ? Optional.of(new SystemPackage(type, distribution(), lines.get(0), lines.get(1)))
        : Optional.empty();
  }

  private String distribution() {
    try {
      Path file = at("/etc/os-release");
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_TEXT) {
        return "";
      }
      Matcher id = ID.matcher(Files.readString(file));
      return id.find() ? id.group(1) : "";
    } catch (IOException _) {
      return "";
    }
  }

  private Optional<String> ask(String... command) {
    Map<String, String> environment =
        Map.of("PATH", "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C.UTF-8");
    try {
      ChildProcess.Ended ended =
          site.run(
              new ChildProcess(List.of(command), environment, Path.of("/"), "", LIMIT), List.of());
      return ended.exitCode() == 0 ? Optional.of(ended.output()) : Optional.empty();
    } catch (IOException | TimeoutException _) {
      return Optional.empty();
    }
  }
}
