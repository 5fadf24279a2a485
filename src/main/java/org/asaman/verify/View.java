package org.asaman.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.asaman.build.Ready;
import org.asaman.build.Rebuilds.Rebuilt;
import org.asaman.compare.Comparer;
import org.asaman.compare.Difference;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Holds the wheels of rebuilds against each other: as they would be handed out, or as the backend
/// wrote them.
record View(Store store, Comparer comparer, boolean raw) {
  private static final String NO_WHEEL = "no wheel";

  /// What the wheel that was made would be as a rebuild.
  static Rebuilt.Wheel of(Ready ready) {
    return new Rebuilt.Wheel(ready.fileName(), ready.digest(), ready.raw());
  }

  Digest digest(Rebuilt.Wheel wheel) {
    return raw ? wheel.raw() : wheel.digest();
  }

  boolean same(Rebuilt left, Rebuilt right) {
    return left instanceof Rebuilt.Wheel a
        && right instanceof Rebuilt.Wheel b
        && a.fileName().equals(b.fileName())
        && digest(a).equals(digest(b));
  }

  /// Where two rebuilds differ, by the key of the place.
  Map<String, Difference> differences(Rebuilt left, Rebuilt right) {
    if (same(left, right)
        || (left instanceof Rebuilt.Nothing && right instanceof Rebuilt.Nothing)) {
      return Map.of();
    }
    if (left instanceof Rebuilt.Wheel a && right instanceof Rebuilt.Wheel b) {
      Map<String, Difference> byKey = new LinkedHashMap<>();
      if (!a.fileName().equals(b.fileName())) {
        Difference name = difference("file name", a.fileName(), b.fileName());
        byKey.put(name.key(), name);
      }
      compare(a, b).forEach(difference -> byKey.putIfAbsent(difference.key(), difference));
      return byKey;
    }
    Difference failed = difference(NO_WHEEL, word(left), word(right));
    return Map.of(failed.key(), failed);
  }

  private static Difference difference(String place, String left, String right) {
    return new Difference("", Difference.Kind.ARCHIVE, place, left, right, List.of());
  }

  private static String word(Rebuilt rebuilt) {
    return switch (rebuilt) {
      case Rebuilt.Wheel wheel -> wheel.fileName();
      case Rebuilt.Nothing nothing -> nothing.why();
    };
  }

  private List<Difference> compare(Rebuilt.Wheel left, Rebuilt.Wheel right) {
    Path folder = store.temporaryFolder("compare");
    try {
      return comparer
          .compare(named(folder.resolve("left"), left), named(folder.resolve("right"), right))
          .differences();
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(folder.toString(), "cannot be written (" + Wording.why(e) + ")", ""),
          e);
    } finally {
      store.discard(folder);
    }
  }

  private Path named(Path folder, Rebuilt.Wheel wheel) throws IOException {
    Path file = Files.createDirectory(folder).resolve(wheel.fileName());
    return Files.copy(store.path(digest(wheel)), file);
  }
}
