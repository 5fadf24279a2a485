package org.asaman.cli;

import java.util.Optional;
import org.asaman.build.Repair;
import picocli.CommandLine.Option;

/// What is done to platform wheels after their build: the options of `asaman` and `asaman verify`
/// alike.
final class RepairOptions {
  @Option(
      names = "--repair",
      description =
          "Puts the libraries that a wheel needs of the system into it, and gives it a manylinux or"
              + " musllinux tag, with auditwheel.")
  boolean repair;

  @Option(
      names = "--plat",
      paramLabel = "TAG",
      description =
          "The tag that --repair must reach, such as manylinux_2_28 (default: the one that the most"
              + " systems know).")
  Optional<String> platform = Optional.empty();

  @Option(
      names = "--strip",
      description = "Strips debug information and unneeded symbols off machine code.")
  boolean strip;

  Repair repair() {
    return new Repair(repair ? Optional.of(platform.orElse(Repair.AUTO)) : Optional.empty(), strip);
  }

  void checkUsage(boolean raw) {
    if (platform.isPresent() && !repair) {
      throw CommonOptions.usage("--plat is for --repair", "add --repair");
    }
    if (platform.filter(tag -> !tag.matches("(many|musl)linux[a-z0-9_]+")).isPresent()) {
      throw CommonOptions.usage(
          "--plat " + platform.get() + " is no tag of manylinux or musllinux",
          "name one such as manylinux_2_28");
    }
    if (raw && !repair().equals(Repair.NONE)) {
      throw CommonOptions.usage(
          "--raw and " + (repair ? "--repair" : "--strip") + " contradict each other",
          "--raw keeps the backend's own bytes");
    }
  }
}
