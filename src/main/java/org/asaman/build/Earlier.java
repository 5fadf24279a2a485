package org.asaman.build;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.asaman.config.PackageConfig;
import org.asaman.fetch.SourcePackage;
import org.asaman.store.Digest;
import org.asaman.wheel.Tag;
import org.asaman.wheel.WheelName;

/// The wheels that the interpreters before this one gave in one run of several: what fits this one
/// too is not built again.
public final class Earlier {
  /// What a wheel was built of, whatever the interpreter.
  private record Source(Digest sdist, Digest tree, PackageConfig config) {
    static Source of(SourcePackage source) {
      return new Source(source.sdist().digest(), source.tree(), source.config());
    }
  }

  private final Map<Source, List<Outcome.Wheel>> before;
  private final Map<Source, Outcome.Wheel> now = new ConcurrentHashMap<>();

  private Earlier(Map<Source, List<Outcome.Wheel>> before) {
    this.before = Map.copyOf(before);
  }

  /// For the first interpreter of a run.
  public static Earlier first() {
    return new Earlier(Map.of());
  }

  /// For the interpreter after this one.
  public Earlier next() {
    Map<Source, List<Outcome.Wheel>> all = new HashMap<>(before);
    now.forEach((source, wheel) ->
        all.merge(
            source,
            List.of(wheel),
            (had, one) -> Stream.concat(had.stream(), one.stream()).distinct().toList()));
    return new Earlier(all);
  }

  /// Remembers a wheel for the interpreters after this one.
  void add(SourcePackage source, Outcome.Wheel wheel) {
    now.put(Source.of(source), wheel);
  }

  /// A wheel of the same source that can be installed for an interpreter of these tags.
  ///
  /// @param tags asked for when needed
  Optional<Outcome.Wheel> find(SourcePackage source, Supplier<Set<Tag>> tags) {
    return before.getOrDefault(Source.of(source), List.of()).stream()
        .filter(wheel -> fits(wheel, tags.get()))
        .findFirst();
  }

  private static boolean fits(Outcome.Wheel wheel, Set<Tag> tags) {
    return WheelName.parse(String.valueOf(wheel.file().getFileName())).tags().stream()
        .anyMatch(tags::contains);
  }
}
