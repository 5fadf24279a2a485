package org.asaman.exec;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// libfaketime, with which a box can have another clock.
///
/// Programs that are not linked dynamically, and file times, which the kernel sets, go on with the
/// machine's clock. Rust's compiler hangs with it.
public final class FakeTime {
  private static final String LIBRARY = "libfaketimeMT.so.1";

  private FakeTime() {}

  /// Why this machine cannot show another clock.
  public static Optional<String> missing() {
    return library().isPresent() ? Optional.empty() : Optional.of("libfaketime is not installed");
  }

  /// Where libfaketime is on this machine.
  public static Optional<Path> library() {
    return Stream.of("/usr/lib", "/usr/lib64", "/usr/local/lib")
        .map(Path::of)
        .flatMap(folder -> Stream.concat(Stream.of(folder), folders(folder).stream()))
        .flatMap(folder ->
            Stream.of(folder.resolve("faketime").resolve(LIBRARY), folder.resolve(LIBRARY)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static List<Path> folders(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*-linux-*")) {
      entries.forEach(found::add);
    } catch (IOException _) {
      return List.of(); // not there, or not for us to see: then it is not to be found in it
    }
    return found;
  }
}
