package org.asaman.generate;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.asaman.requirements.OptionLine;

/// The option lines that a generated file keeps, as they were written.
///
/// `--no-binary` goes, because pip would pass over the wheels for it. A `--find-links` folder
/// beside the file it is named in is named again from where the generated file lies.
final class KeptOptions {
  private static final String NO_BINARY = "--no-binary";
  private static final String FIND_LINKS = "--find-links";

  private final Path folder;

  /// @param folder where the generated file will lie
  KeptOptions(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /// The line to write; none if it is left out.
  ///
  /// @throws IllegalArgumentException if it must be changed and holds other options too
  Optional<String> kept(OptionLine line) {
    for (OptionLine.Option option : line.options()) {
      boolean goes = option.name().equals(NO_BINARY);
      Optional<String> moved =
          option.name().equals(FIND_LINKS) ? moved(option.value(), line) : Optional.empty();
      if (!goes && moved.isEmpty()) {
        continue;
      }
      if (line.options().size() > 1) {
        throw new IllegalArgumentException(
            "'" + option.name() + "' cannot be kept as it is and must stand on a line of its own");
      }
      return moved.map(place -> FIND_LINKS + " " + quoted(place));
    }
    return Optional.of(line.text());
  }

  /// How a folder is named from here, if that differs from how it is named there.
  private Optional<String> moved(String place, OptionLine line) {
    try {
      Path there = Path.of(line.origin().file()).toAbsolutePath().normalize().getParent();
      if (there == null || folder.equals(there) || !Files.exists(there.resolve(place))) {
        return Optional.empty();
      }
      return Optional.of(folder.relativize(there.resolve(place).normalize()).toString());
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\"'\"'") + "'";
  }
}
