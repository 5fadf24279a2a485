package org.asaman.exec;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.asaman.exec.Box.Bind;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;

/// What every box shows, read-only: of the host the system folders, of /etc only what toolchains
/// read, and the roots of the interpreter and of toolchains that lie elsewhere; or all of a root.
///
/// @param network what is shown beside that in a box with a network: names and certificates
/// @param clock the library that a box with another clock is shown
record HostSystem(
    List<Bind> binds, List<Bind> network, Map<String, String> symlinks, Optional<Bind> clock) {
  private static final List<String> FOLDERS =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

  /// Linker and compiler configuration, and what Debian's Python and Perl read when they start.
  private static final List<String> ETC =
      List.of(
          "/etc/alternatives",
          "/etc/ld.so.cache",
          "/etc/ld.so.conf",
          "/etc/ld.so.conf.d",
          "/etc/debian_version",
          "/etc/os-release",
          "/etc/perl",
          "/etc/python3",
          "/etc/python3.8",
          "/etc/python3.9",
          "/etc/python3.10",
          "/etc/python3.11",
          "/etc/python3.12",
          "/etc/python3.13",
          "/etc/python3.14");

  private static final List<String> NETWORK =
      List.of("/etc/resolv.conf", "/etc/ssl", "/etc/pki", "/etc/ca-certificates");

  /// Which hosts the build knows, the same on every machine.
  private static final Map<String, String> NAMES =
      Map.of(
          "hosts", "127.0.0.1 localhost\n",
          "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");

  /// The system of this machine; `roots` are shown too where they are not below a system folder.
  static HostSystem of(Path namesFolder, List<Path> roots) {
    List<Bind> binds = new ArrayList<>();
    List<Bind> network = new ArrayList<>();
    Map<String, String> symlinks = new TreeMap<>();
    try {
      for (String name : FOLDERS) {
        Path folder = Path.of(name);
        if (Files.isSymbolicLink(folder)) {
          symlinks.put(name, Files.readSymbolicLink(folder).toString());
        } else if (Files.isDirectory(folder)) {
          binds.add(Bind.readOnly(folder, name));
        }
      }
      binds.addAll(existing(ETC));
      network.addAll(existing(NETWORK));
      for (var file : NAMES.entrySet()) {
        Path path = namesFolder.resolve(file.getKey());
        Files.writeString(path, file.getValue());
        Permissions.readable(path);
        binds.add(Bind.readOnly(path, "/etc/" + file.getKey()));
      }
    } catch (IOException e) {
      throw unprepared(namesFolder, e);
    }
    for (Path root : roots) {
      if (FOLDERS.stream().noneMatch(root::startsWith)) {
        binds.add(Bind.readOnly(root, root.toString()));
      }
    }
    return new HostSystem(
        List.copyOf(binds),
        List.copyOf(network),
        Map.copyOf(symlinks),
        FakeTime.library().map(file -> Bind.readOnly(file, file.toString())));
  }

  /// The system that a root is; nothing is shown of this machine but libfaketime, where a clock is
  /// another.
  static HostSystem ofRoot(Path folder, RootFolder root) {
    List<Bind> binds = new ArrayList<>();
    Map<String, String> symlinks = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.folder())) {
      for (Path entry : entries) {
        String name = "/" + entry.getFileName();
        if (name.equals("/etc") || RootFolder.NOT_SHOWN.contains(name.substring(1))) {
          continue;
        }
        if (Files.isSymbolicLink(entry)) {
          symlinks.put(name, Files.readSymbolicLink(entry).toString());
        } else {
          binds.add(Bind.readOnly(entry, name));
        }
      }
      Path etc = RootEtc.copy(root.folder().resolve("etc"), folder.resolve("etc"), NAMES);
      binds.add(Bind.readOnly(etc, "/etc"));
    } catch (IOException e) {
      throw unprepared(folder, e);
    }
    Path names = Path.of("/etc/resolv.conf");
    return new HostSystem(
        List.copyOf(binds),
        Files.exists(names) ? List.of(Bind.readOnly(names, names.toString())) : List.of(),
        Map.copyOf(symlinks),
        FakeTime.library().map(file -> Bind.readOnly(file, "/run/clock/" + file.getFileName())));
  }

  private static AsamanException unprepared(Path folder, IOException e) {
    return new AsamanException(
        new Problem.BadFile(
            folder.toString(), "cannot prepare the sandbox (" + Wording.why(e) + ")", ""),
        e);
  }

  private static List<Bind> existing(List<String> names) throws IOException {
    List<Bind> binds = new ArrayList<>();
    for (String name : names) {
      Path path = Path.of(name);
      if (Files.exists(path)) {
        binds.add(Bind.readOnly(path.toRealPath(), name));
      }
    }
    return binds;
  }

  /// What is shown in a box.
  List<Bind> binds(Box box) {
    List<Bind> shown = new ArrayList<>(binds);
    if (box.surroundings().network()) {
      shown.addAll(network);
    }
    if (!box.surroundings().clock().isEmpty()) {
      clock.filter(bind -> !bind.target().equals(bind.source().toString())).ifPresent(shown::add);
    }
    shown.addAll(box.system());
    return shown;
  }

  /// The folders that hold what is bound in; bubblewrap would make them for root alone.
  SortedSet<String> parents(Box box) {
    return binds(box).stream()
        .map(bind -> String.valueOf(Path.of(bind.target()).getParent()))
        .filter(parent -> !parent.equals("/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
