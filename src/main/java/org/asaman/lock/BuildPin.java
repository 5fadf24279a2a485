package org.asaman.lock;

import java.util.List;
import java.util.stream.Collectors;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import org.asaman.requirements.Version;

/// One build requirement at the version that was resolved, with the hashes of all files that may
/// stand for it.
public record BuildPin(ProjectName name, Version version, List<Hash> hashes)
    implements Comparable<BuildPin> {

  public BuildPin {
    hashes = hashes.stream().sorted().toList();
    if (hashes.isEmpty()) {
      throw new IllegalArgumentException(name.value() + " has no hash");
    }
  }

  /// Reads what [#toString] gives: `name==version --hash=sha256:… --hash=sha256:…`.
  public static BuildPin parse(String line) {
    List<String> words = List.of(line.strip().split("\\s+", -1));
    String[] pin = words.getFirst().split("==", 2);
    if (pin.length != 2) {
      throw new IllegalArgumentException("'" + words.getFirst() + "' is not a pinned version");
    }
    List<Hash> hashes =
        words.stream().skip(1).map(w -> Hash.parse(w.substring("--hash=".length()))).toList();
    return new BuildPin(ProjectName.of(pin[0]), Version.parse(pin[1]), hashes);
  }

  public Release release() {
    return new Release(name, version);
  }

  @Override
  public int compareTo(BuildPin other) {
    return name.compareTo(other.name);
  }

  /// The pin as a line of a requirements file.
  @Override
  public String toString() {
    return name.value()
        + "=="
        + version
        + hashes.stream().map(h -> " --hash=" + h).collect(Collectors.joining());
  }
}
