package org.asaman.requirements;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The global options so far, while the lines of a requirements file are read in their order.
final class OptionState {
  private static final Set<String> FEATURES =
      Set.of(
          "fast-deps",
          "inprocess-build-deps",
          "venv-isolation",
          "truststore",
          "no-binary-enable-wheel-cache",
          "build-constraint");

  private Optional<String> indexUrl = Optional.empty();
  private final List<String> extraIndexUrls = new ArrayList<>();
  private boolean noIndex;
  private final List<String> findLinks = new ArrayList<>();
  private ProjectChoice binaries = ProjectChoice.NONE;
  private ProjectChoice releases = ProjectChoice.NONE;
  private boolean preferBinary;
  private boolean requireHashes;
  private final List<String> trustedHosts = new ArrayList<>();

  /// Takes the options of one line; `folder` is where its file lies.
  void apply(List<LineOption.Use> uses, Path folder) {
    // As pip does, whatever the order on the line.
    if (uses.stream().anyMatch(use -> use.option() == LineOption.NO_INDEX)) {
      noIndex = true;
      indexUrl = Optional.empty();
      extraIndexUrls.clear();
    }
    uses.stream().filter(use -> use.option() == LineOption.INDEX_URL).forEach(this::apply);
    for (LineOption.Use use : uses) {
      if (use.option() == LineOption.FIND_LINKS) {
        findLinks.add(besideFile(use.value(), folder));
      } else if (use.option() != LineOption.INDEX_URL) {
        apply(use);
      }
    }
  }

  private void apply(LineOption.Use use) {
    switch (use.option()) {
      case INDEX_URL -> {
        if (!noIndex && !use.value().isEmpty()) {
          indexUrl = Optional.of(use.value());
          extraIndexUrls.clear();
        }
      }
      case EXTRA_INDEX_URL -> {
        if (!noIndex) {
          extraIndexUrls.add(use.value());
        }
      }
      case NO_BINARY -> binaries = binaries.withFirst(use.value());
      case ONLY_BINARY -> binaries = binaries.withSecond(use.value());
      case PREFER_BINARY -> preferBinary = true;
      case REQUIRE_HASHES -> requireHashes = true;
      case PRE -> releases = releases.withFirst(ProjectChoice.ALL);
      case ALL_RELEASES -> releases = releases.withFirst(use.value());
      case ONLY_FINAL -> releases = releases.withSecond(use.value());
      case TRUSTED_HOST -> trustedHosts.add(use.value());
      case USE_FEATURE -> {
        if (!FEATURES.contains(use.value())) {
          throw new IllegalArgumentException("'" + use.value() + "' is not a feature of pip");
        }
      }
      case NO_INDEX, NO_REQUIRE_HASHES, FIND_LINKS -> {
        // Handled with the whole line, or without meaning for a build.
      }
      case CONSTRAINT, REQUIREMENT, EDITABLE, HASH, CONFIG_SETTINGS, GLOBAL_OPTION ->
          throw new IllegalStateException(use.option() + " is no global option");
    }
  }

  private static String besideFile(String place, Path folder) {
    try {
      Path beside = folder.resolve(place);
      return Files.exists(beside) ? beside.toAbsolutePath().normalize().toString() : place;
    } catch (InvalidPathException _) {
      return place;
    }
  }

  GlobalOptions options() {
    return new GlobalOptions(
        indexUrl,
        extraIndexUrls,
        noIndex,
        findLinks,
        binaries,
        releases,
        preferBinary,
        requireHashes,
        trustedHosts);
  }
}
