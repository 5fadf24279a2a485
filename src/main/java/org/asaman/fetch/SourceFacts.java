package org.asaman.fetch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.asaman.exec.Tree;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.source.BuildSystem;
import org.asaman.source.CargoFiles;
import org.asaman.source.PkgInfo;
import org.asaman.source.Pyproject;
import org.asaman.source.SourceTree;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What reading an sdist told, remembered so that each is unpacked once.
///
/// @param name and `version` as its PKG-INFO states them, if it has one
record SourceFacts(
    Digest tree,
    Optional<String> name,
    Optional<String> version,
    List<String> requires,
    String backend,
    List<String> backendPath,
    CargoFiles cargo) {

  private static final JsonMapper JSON = new JsonMapper();

  BuildSystem buildSystem() {
    return new BuildSystem(requires, backend, backendPath);
  }

  Optional<PkgInfo> pkgInfo() {
    return name.flatMap(n -> version.map(v -> new PkgInfo(ProjectName.of(n), Version.parse(v))));
  }

  /// What is remembered of a source, if the store still holds all of it.
  static Optional<SourceFacts> remembered(Digest key, Store store) {
    return store
        .cached(key)
        .flatMap(SourceFacts::parse)
        .filter(facts -> Tree.isWhole(facts.tree(), store));
  }

  /// What a source tells that is built in one of its folders; remembered under the key.
  ///
  /// @param shown the archive's name, for messages
  static SourceFacts of(SourceTree tree, String directory, String shown, Digest key, Store store) {
    BuildSystem system = Pyproject.read(tree.below(directory), store, shown);
    Optional<PkgInfo> info = pkgInfo(tree, store, shown);
    SourceFacts facts =
        new SourceFacts(
            SourceDirectory.of(tree).store(store),
            info.map(i -> i.name().toString()),
            info.map(i -> i.version().toString()),
            system.requires(),
            system.backend(),
            system.backendPath(),
            CargoFiles.of(tree));
    store.cache(key, JSON.writeValueAsBytes(facts));
    return facts;
  }

  private static Optional<PkgInfo> pkgInfo(SourceTree tree, Store store, String archive) {
    try {
      return PkgInfo.of(tree, store);
    } catch (IllegalArgumentException e) {
      throw new AsamanException(
          new Problem.BadArchive(archive, "PKG-INFO", String.valueOf(e.getMessage())), e);
    }
  }

  private static Optional<SourceFacts> parse(byte[] bytes) {
    try {
      return Optional.of(
          JSON.readValue(new String(bytes, StandardCharsets.UTF_8), SourceFacts.class));
    } catch (JacksonException | IllegalArgumentException _) {
      return Optional.empty(); // of another version of this program
    }
  }
}
