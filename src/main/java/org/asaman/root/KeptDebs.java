package org.asaman.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.jspecify.annotations.Nullable;

/// The package files of an earlier root, in a folder, and the list that says what they must be.
record KeptDebs(Path folder, Path listFile, PackageList list) {

  /// Reads the list that stands beside the folder.
  static KeptDebs open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new AsamanException(
          new Problem.BadFile(
              folder.toString(), "is no folder", "name the ROOT.debs that asaman root wrote"));
    }
    Path listFile = RootFiles.listOf(folder);
    return new KeptDebs(folder, listFile, PackageList.read(listFile));
  }

  /// Refuses packages of something else than what is asked for.
  void checkFor(RootRequest request, String architecture) {
    if (!list.distribution().equals(request.distribution())
        || !list.suite().equals(request.suite())) {
      throw new AsamanException(
          new Problem.BadFile(
              listFile.toString(),
              "is of " + list.distribution() + " " + list.suite(),
              "ask for that, or name the packages of " + request.subject()));
    }
    if (!list.architecture().equals(architecture)) {
      throw new AsamanException(
          new Problem.BadFile(
              listFile.toString(),
              "is for " + list.architecture() + ", and this machine is " + architecture,
              "use a machine of that kind"));
    }
  }

  /// The files of the list; the folder must hold these packages and no others.
  List<Path> files() throws IOException {
    List<String> names = list.packages().stream().map(KeptPackage::filename).toList();
    List<Problem> problems = new ArrayList<>();
    for (Path file : LocalRepository.debs(folder)) {
      if (!names.contains(String.valueOf(file.getFileName()))) {
        problems.add(new Problem.BadFile(file.toString(), "is not in " + listFile, "take it away"));
      }
    }
    List<Path> files = names.stream().map(folder::resolve).toList();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        problems.add(
            new Problem.BadFile(
                file.toString(),
                "is not there",
                "all files that " + listFile + " names are needed"));
      }
    }
    AsamanException.throwIfAny(problems);
    return files;
  }

  /// Refuses packages that are not those of the list.
  void check(List<KeptPackage> packages) {
    Map<String, KeptPackage> found = new HashMap<>();
    packages.forEach(each -> found.put(each.filename(), each));
    AsamanException.throwIfAny(
        list.packages().stream()
            .flatMap(wanted -> mismatch(wanted, found.get(wanted.filename())).stream())
            .toList());
  }

  private Optional<Problem> mismatch(KeptPackage wanted, @Nullable KeptPackage found) {
    if (wanted.equals(found)) {
      return Optional.empty();
    }
    String file = folder.resolve(wanted.filename()).toString();
    return Optional.of(
        found == null || found.digest().equals(wanted.digest())
            ? new Problem.BadFile(
                listFile.toString(),
                "calls " + wanted.filename() + " another package than it is",
                "use the list that asaman root wrote")
            : new Problem.HashMismatch(
                file,
                List.of("sha256:" + wanted.digest().hash()),
                "sha256:" + found.digest().hash()));
  }
}
