package org.asaman.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Where the store is: `--store`, else `asaman` in XDG_CACHE_HOME, else in `.cache` of HOME.
final class StoreFolder {
  private StoreFolder() {}

  static Path of(Optional<Path> asked, Map<String, String> environment) {
    return asked
        .or(() -> absolute(environment, "XDG_CACHE_HOME").map(folder -> folder.resolve("asaman")))
        .or(() -> absolute(environment, "HOME").map(home -> home.resolve(".cache/asaman")))
        .orElseThrow(() ->
            new AsamanException(
                new Problem.Usage(
                    "neither XDG_CACHE_HOME nor HOME says where to remember things",
                    "name a folder with --store")));
  }

  /// As the XDG base directory specification has it, a relative path counts as none.
  private static Optional<Path> absolute(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(text -> text.startsWith("/"))
        .map(Path::of);
  }
}
