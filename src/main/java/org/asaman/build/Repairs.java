package org.asaman.build;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.ActionResult;
import org.asaman.exec.SystemLibraries;
import org.asaman.exec.SystemLibraries.SystemPackage;
import org.asaman.fetch.SourcePackage;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;
import tools.jackson.databind.JsonNode;

/// Repairs and strips platform wheels, in an action of its own after the build's.
///
/// A first action finds the libraries of the system that have to be grafted. They are inputs of the
/// second one, by their digests and packages, so that no other library is ever taken for them.
record Repairs(
    RepairActions actions,
    Attempts attempts,
    RepairTools tools,
    SystemLibraries system,
    Listener listener) {

  /// A library that is to be grafted.
  private record Library(
      String path, String sha256, List<String> sonames, Optional<SystemPackage> from) {

    Map<String, Object> request() {
      Map<String, Object> request = new TreeMap<>();
      request.put("path", path);
      request.put("sha256", sha256);
      request.put("package", from.map(Library::request).orElse(null));
      return request;
    }

    /// As auditwheel's SBOM words it.
    private static Map<String, String> request(SystemPackage owner) {
      return Map.of(
          "package_type", owner.type(),
          "distro", owner.distribution(),
          "package_name", owner.name(),
          "package_version", owner.version());
    }
  }

  /// What the first action found.
  ///
  /// @param asked the tag to ask for, as auditwheel spells it
  /// @param policy the tag that is reached
  private record Look(
      Optional<String> asked, Optional<String> policy, List<Library> libraries, boolean cached) {}

  /// Repairs a wheel in the store.
  ///
  /// @param wheel a canonical one, which is checked
  /// @param departure what is otherwise than in the first repair
  /// @param anew repairs also what was repaired before
  /// @throws AsamanException when the wheel cannot be repaired: it says why
  Repaired of(
      SourcePackage source, Backend.Built wheel, Repair repair, Departure departure, boolean anew)
      throws InterruptedException {
    listener.on(new Event.Phase(source.subject(), "repair"));
    boolean grafts = repair.platform().isPresent();
    Attempts.Laid environment = attempts.lay(source.subject(), grafts ? tools.wheels() : List.of());
    Look look =
        grafts
            ? look(source, wheel, repair, environment)
            : new Look(Optional.empty(), Optional.empty(), List.of(), true);
    Map<String, Object> request = new HashMap<>();
    request.put("goal", "repair");
    request.put("platform", look.asked().orElse(null));
    request.put("strip", repair.strip());
    request.put("libraries", look.libraries().stream().map(Library::request).toList());
    RepairActions.Given given =
        actions.evaluate(source, wheel, request, "result.json", environment, departure, _ -> !anew);
    String name = given.answer().path("wheel").asString("");
    Digest made =
        given
            .result()
            .output(BuildActions.OUTPUT + "/" + name)
            .filter(_ -> name.endsWith(".whl"))
            .map(ActionResult.OutputFile::digest)
            .orElseThrow(() -> actions.failed(source, "left no wheel", given.result()));
    return new Repaired(
        repair,
        wheel.fileName(),
        new Backend.Built(name, made),
        look.policy(),
        given.action(),
        environment.wheels(),
        texts(given.answer().path("stripped")),
        grafted(given.answer().path("grafted"), look.libraries()),
        given.cached() && look.cached());
  }

  private Look look(
      SourcePackage source, Backend.Built wheel, Repair repair, Attempts.Laid environment)
      throws InterruptedException {
    String platform = repair.platform().orElseThrow();
    RepairActions.Given given =
        actions.evaluate(
            source,
            wheel,
            Map.of("goal", "look", "platform", platform),
            "found.json",
            environment,
            Departure.NONE,
            this::isStillSo);
    JsonNode answer = given.answer();
    if (answer.has("refused")) {
      throw new AsamanException(
          new Problem.BuildFailed(
              source.subject(),
              "cannot be repaired"
                  + (platform.equals(Repair.AUTO) ? "" : " to " + platform)
                  + ": "
                  + answer.path("refused").asString(""),
              List.of(),
              "",
              answer.path("hint").asString("")));
    }
    List<Library> libraries = new ArrayList<>();
    for (JsonNode library : answer.path("libraries")) {
      String path = library.path("path").asString("");
      libraries.add(
          new Library(
              path,
              library.path("sha256").asString(""),
              texts(library.path("sonames")),
              system.owner(path)));
    }
    return new Look(
        Optional.of(answer.path("asked").asString("")),
        Optional.of(answer.path("policy").asString("")),
        List.copyOf(libraries),
        given.cached());
  }

  /// Whether the libraries that a remembered answer names would be found again as they were.
  private boolean isStillSo(ActionResult remembered) {
    return Backend.json(remembered, "found.json", actions.store())
        .filter(answer -> !answer.has("refused"))
        .filter(answer -> answer.path("libraries").valueStream().allMatch(this::isThere))
        .isPresent();
  }

  private boolean isThere(JsonNode library) {
    String sha256 = library.path("sha256").asString("");
    return library
        .path("found")
        .valueStream()
        .map(path -> system.digest(path.asString("")))
        .allMatch(digest -> digest.isPresent() && digest.get().hash().equals(sha256));
  }

  private static List<Repaired.Graft> grafted(JsonNode answer, List<Library> libraries) {
    Map<String, Library> byPath = new HashMap<>();
    libraries.forEach(library -> byPath.put(library.path(), library));
    List<Repaired.Graft> grafted = new ArrayList<>();
    for (JsonNode graft : answer) {
      Library library = byPath.get(graft.path("path").asString(""));
      if (library != null) {
        grafted.add(
            new Repaired.Graft(
                graft.path("file").asString(""),
                library.sonames(),
                library.path(),
                library.sha256(),
                library.from()));
      }
    }
    return List.copyOf(grafted);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(text -> text.asString("")).toList();
  }
}
