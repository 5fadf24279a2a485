package org.asaman.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;

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

  /// Refuses files that are not those of the list.
  void checkFiles(Map<String, Digest> files) {
    AsamanException.throwIfAny(
        list.packages().stream()
            .filter(wanted -> !wanted.digest().equals(files.get(wanted.filename())))
            .<Problem>map(wanted ->
                new Problem.HashMismatch(
                    folder.resolve(wanted.filename()).toString(),
                    List.of("sha256:" + wanted.digest().hash()),
                    "sha256:" + Objects.requireNonNull(files.get(wanted.filename())).hash()))
            .toList());
  }

  /// Refuses packages that the list calls otherwise than they do themselves.
  void checkNames(List<KeptPackage> packages) {
    if (!packages.equals(list.packages())) {
      throw new AsamanException(
          new Problem.BadFile(
              listFile.toString(),
              "does not call the packages what they are",
              "use the list that asaman root wrote"));
    }
  }
}
