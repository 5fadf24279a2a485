package org.asaman.fetch;

import java.io.IOException;
import java.nio.file.Files;
import org.asaman.archive.Limits;
import org.asaman.config.ExtraSource;
import org.asaman.config.PackageConfig;
import org.asaman.config.Patch;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.source.SdistReader;
import org.asaman.source.SourceTree;
import org.asaman.source.TreeEdit;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Reads sdists of the store, as they are or with what the user's settings change: extra sources
/// first, then patches.
final class Unpacked {
  private final Store store;
  private final ExtraSources extra;

  Unpacked(Store store, ExtraSources extra) {
    this.store = store;
    this.extra = extra;
  }

  SourceFacts plain(SourcePackage.SdistFile file) {
    Digest key = Digest.ofUtf8("source 3\n" + file.digest());
    return SourceFacts.remembered(key, store)
        .orElseGet(() ->
            SourceFacts.of(tree(file.fileName(), file.digest()), "", file.fileName(), key, store));
  }

  /// @param settings the file that the settings stand in, for messages
  SourceFacts changed(SourcePackage.SdistFile file, PackageConfig config, String settings) {
    Digest key =
        Digest.ofUtf8(
            "changed source 2\n" + file.digest() + "\n" + String.join("\n", config.sourceFacts()));
    return SourceFacts.remembered(key, store)
        .orElseGet(() -> {
          TreeEdit edit = new TreeEdit(tree(file.fileName(), file.digest()), store);
          config.sources().forEach(source -> add(edit, source, file, settings));
          config.patches().forEach(patch -> apply(edit, patch, file, settings));
          return SourceFacts.of(edit.result(), config.directory(), file.fileName(), key, store);
        });
  }

  private void add(
      TreeEdit edit, ExtraSource source, SourcePackage.SdistFile file, String settings) {
    Digest digest = extra.get(source);
    try {
      if (source.unpack()) {
        edit.add(source.to(), tree(ExtraSources.fileName(source), digest));
      } else {
        edit.add(source.to(), digest);
      }
    } catch (IllegalArgumentException e) {
      throw refuse(settings, "the extra source '" + source.to() + "'", file, e);
    }
  }

  private void apply(TreeEdit edit, Patch patch, SourcePackage.SdistFile file, String settings) {
    try {
      byte[] bytes = Files.readAllBytes(patch.file());
      if (!Digest.of(bytes).equals(patch.digest())) {
        throw new IllegalArgumentException("it was changed while this ran");
      }
      edit.apply(bytes);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              patch.file().toString(), "cannot be read (" + Wording.why(e) + ")", ""),
          e);
    } catch (IllegalArgumentException e) {
      throw refuse(settings, "the patch '" + patch.name() + "'", file, e);
    }
  }

  private static AsamanException refuse(
      String settings, String what, SourcePackage.SdistFile file, IllegalArgumentException e) {
    return new AsamanException(
        new Problem.BadFile(
            settings, what + " does not fit " + file.fileName() + ": " + e.getMessage(), ""),
        e);
  }

  private SourceTree tree(String fileName, Digest content) {
    return new SdistReader(store, Limits.DEFAULT).read(fileName, fileName, content);
  }
}
