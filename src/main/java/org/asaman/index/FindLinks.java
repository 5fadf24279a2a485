package org.asaman.index;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;

/// Archives that lie in folders, or that pages link to: pip's `--find-links`.
final class FindLinks {
  private final List<URI> locations;
  private final Lazy<List<DistributionFile>> files;

  FindLinks(List<URI> locations, Supplier<Transport> transport) {
    this.locations = locations;
    this.files =
        new Lazy<>(
            () -> locations.stream().flatMap(location -> list(location, transport)).toList());
  }

  /// The files of a project; those of this machine with their hashes.
  List<DistributionFile> of(ProjectName project) {
    return files.get().stream()
        .filter(file -> belongs(file.filename(), project))
        .map(file -> Urls.isFile(file.url()) ? hashed(file) : file)
        .toList();
  }

  List<String> shown() {
    return locations.stream().map(Urls::shown).toList();
  }

  private static boolean belongs(String fileName, ProjectName project) {
    return SdistName.parse(fileName, project).isPresent()
        || (fileName.endsWith(".whl")
            && ProjectName.normalise(fileName.replaceFirst("-.*", "")).equals(project.value()));
  }

  private static Stream<DistributionFile> list(URI location, Supplier<Transport> transport) {
    if (!Urls.isFile(location)) {
      return page(location, transport.get());
    }
    Path path = Urls.path(location);
    if (Files.isDirectory(path)) {
      return folder(path);
    }
    if (!Files.isRegularFile(path)) {
      throw new AsamanException(
          new Problem.BadFile(path.toString(), "no such folder or file", "mend --find-links"));
    }
    return path.toString().endsWith(".html") || path.toString().endsWith(".htm")
        ? page(location, transport.get())
        : Stream.of(DistributionFile.of(path.toUri()));
  }

  private static Stream<DistributionFile> page(URI location, Transport transport) {
    Optional<List<DistributionFile>> links = transport.page(location);
    return links
        .orElseThrow(() -> Transport.failed(location, "there is no such page", "mend --find-links"))
        .stream();
  }

  private static Stream<DistributionFile> folder(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isRegularFile)
          .sorted()
          .map(file -> DistributionFile.of(file.toUri()))
          .toList()
          .stream();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static DistributionFile hashed(DistributionFile file) {
    Path path = Urls.path(file.url());
    Hashing hashing = new Hashing();
    long size = 0;
    try (InputStream in = Files.newInputStream(path)) {
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        hashing.update(buffer, count);
        size += count;
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    return new DistributionFile(
        file.filename(),
        file.url(),
        hashing.finish(),
        file.uploadTime(),
        OptionalLong.of(size),
        file.requiresPython(),
        file.yanked());
  }

  private static AsamanException unreadable(Path path, IOException cause) {
    return new AsamanException(
        new Problem.BadFile(path.toString(), "cannot be read", "mend --find-links"), cause);
  }
}
