package org.asaman.build;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.Action;
import org.asaman.exec.ActionCache;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Command;
import org.asaman.exec.Executor;
import org.asaman.exec.SystemLibraries;
import org.asaman.exec.SystemLibraries.SystemPackage;
import org.asaman.exec.Tree;
import org.asaman.fetch.SourcePackage;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Repairs and strips platform wheels, in an action of its own after the build's.
///
/// A first action finds the libraries of the system that have to be grafted. They are inputs of the
/// second one, by their digests and packages, so that no other library is ever taken for them.
final class Repairs {
  /// What the variables of builds are for that tools need as well; a package's own have no say.
  private static final Set<String> VARIABLES =
      Set.of(
          "SOURCE_DATE_EPOCH",
          "HOME",
          "TMPDIR",
          "USER",
          "LOGNAME",
          "LANG",
          "LC_ALL",
          "TZ",
          "PATH",
          "PYTHONHASHSEED",
          "PYTHONDONTWRITEBYTECODE",
          "PYTHONNOUSERSITE",
          "PYTHONUNBUFFERED");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final Store store;
  private final Settings settings;
  private final BuildActions actions;
  private final Attempts attempts;
  private final RepairTools tools;
  private final SystemLibraries system;
  private final Listener listener;
  private final byte[] script = BuildActions.resource("repair.py");

  Repairs(
      Store store,
      Settings settings,
      BuildActions actions,
      Attempts attempts,
      RepairTools tools,
      SystemLibraries system,
      Listener listener) {
    this.store = store;
    this.settings = settings;
    this.actions = actions;
    this.attempts = attempts;
    this.tools = tools;
    this.system = system;
    this.listener = listener;
  }

  /// A library that is to be grafted.
  private record Library(
      String path, String sha256, List<String> sonames, Optional<SystemPackage> from) {

    Map<String, Object> request() {
      Map<String, Object> request = new TreeMap<>();
      request.put("path", path);
      request.put("sha256", sha256);
      request.put("sonames", sonames);
      request.put(
          "package",
          from.map(owner ->
                  Map.of(
                      "package_type", owner.type(),
                      "distro", owner.distribution(),
                      "package_name", owner.name(),
                      "package_version", owner.version()))
              .orElse(null));
      return request;
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
  /// @param anew runs also what is remembered
  /// @throws AsamanException when the wheel cannot be repaired: it says why
  Repaired of(
      SourcePackage source, Backend.Built wheel, Repair repair, Departure departure, boolean anew)
      throws InterruptedException {
    listener.on(new Event.Phase(source.subject(), "repair"));
    Attempts.Laid environment =
        attempts.lay(source.subject(), repair.platform().isPresent() ? tools.wheels() : List.of());
    Look look =
        repair.platform().isPresent()
            ? look(source, wheel, repair, environment)
            : new Look(Optional.empty(), Optional.empty(), List.of(), true);
    Map<String, Object> request = request("repair", wheel, look.asked(), departure);
    request.put("strip", repair.strip());
    request.put("libraries", look.libraries().stream().map(Library::request).toList());
    Action action = action(source, wheel, request, environment, departure);
    Evaluated result = evaluate(source, action, environment, anew, _ -> true);
    JsonNode answer = answer(source, result, "result.json");
    String name = answer.path("wheel").asString("");
    ActionResult.OutputFile file =
        result
            .result()
            .output(BuildActions.OUTPUT + "/" + name)
            .filter(_ -> name.endsWith(".whl"))
            .orElseThrow(() -> failed(source, "left no wheel", result.result()));
    return new Repaired(
        repair,
        wheel.fileName(),
        new Backend.Built(name, file.digest()),
        look.policy(),
        action.digest(),
        environment.wheels(),
        texts(answer.path("stripped")),
        grafted(answer.path("grafted"), look.libraries()),
        result.cached() && look.cached());
  }

  private Look look(
      SourcePackage source, Backend.Built wheel, Repair repair, Attempts.Laid environment)
      throws InterruptedException {
    Map<String, Object> request = request("look", wheel, repair.platform(), Departure.NONE);
    Action action = action(source, wheel, request, environment, Departure.NONE);
    Evaluated result = evaluate(source, action, environment, false, this::isStillSo);
    JsonNode answer = answer(source, result, "found.json");
    if (answer.has("refused")) {
      throw new AsamanException(
          new Problem.BuildFailed(
              source.subject(),
              "cannot be repaired"
                  + repair
                      .platform()
                      .filter(tag -> !tag.equals(Repair.AUTO))
                      .map(" to "::concat)
                      .orElse("")
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
        result.cached());
  }

  /// Whether the libraries that a remembered answer names would be found again as they were.
  private boolean isStillSo(ActionResult remembered) {
    return Backend.json(remembered, "found.json", store)
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
    Map<String, Library> byPath = new LinkedHashMap<>();
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

  private static Map<String, Object> request(
      String goal, Backend.Built wheel, Optional<String> platform, Departure departure) {
    Map<String, Object> request = new TreeMap<>();
    request.put("goal", goal);
    request.put("wheel", wheel.fileName());
    request.put("platform", platform.orElse(null));
    request.put("umask", departure.umask());
    return request;
  }

  private Action action(
      SourcePackage source,
      Backend.Built wheel,
      Map<String, Object> request,
      Attempts.Laid environment,
      Departure departure) {
    String work = Circumstances.workingDirectory(source, departure);
    byte[] json = JSON.writeValueAsString(request).getBytes(StandardCharsets.UTF_8);
    Tree root = new Tree();
    root.file(work + "/" + wheel.fileName(), wheel.wheel(), false);
    root.file(work + "/repair.py", store.put(script), false);
    root.file(work + "/request.json", store.put(json), false);
    root.directory(work + "/env", environment.directory());
    SortedMap<String, String> variables = new TreeMap<>(actions.environment(source, departure));
    variables.keySet().retainAll(VARIABLES);
    variables.put("PYTHONUTF8", "1"); // auditwheel reads RECORD as the locale says
    variables.putAll(departure.environment());
    Command command =
        new Command(
            List.of("/" + work + "/env/bin/python", "repair.py"),
            variables,
            work,
            List.of(BuildActions.OUTPUT));
    return new Action(
        store.put(command.toBytes()),
        root.store(store),
        attempts.saltWithToolchain(),
        departure.surroundings(),
        settings.timeout());
  }

  private record Evaluated(ActionResult result, boolean cached) {}

  private Evaluated evaluate(
      SourcePackage source,
      Action action,
      Attempts.Laid environment,
      boolean anew,
      Predicate<ActionResult> holds)
      throws InterruptedException {
    ActionCache cache = new ActionCache(store);
    Optional<ActionResult> remembered =
        anew ? Optional.empty() : cache.get(action.digest()).filter(holds);
    if (remembered.isPresent()) {
      return new Evaluated(remembered.get(), true);
    }
    ActionResult result = attempts.execute(action, Optional.of(environment));
    if (result.exitCode() != 0) {
      throw failed(
          source,
          result.exitCode() == Executor.TIMED_OUT
              ? "did not end in its time; allow more with --timeout SECONDS"
              : "failed (exit code " + result.exitCode() + ")",
          result);
    }
    cache.put(action.digest(), result);
    return new Evaluated(result, false);
  }

  private JsonNode answer(SourcePackage source, Evaluated evaluated, String name) {
    return Backend.json(evaluated.result(), name, store)
        .orElseThrow(() -> failed(source, "gave no answer", evaluated.result()));
  }

  private AsamanException failed(SourcePackage source, String what, ActionResult result) {
    List<String> lines =
        new String(store.read(result.log()), StandardCharsets.UTF_8).strip().lines().toList();
    return new AsamanException(
        new Problem.BuildFailed(
            source.subject(),
            "repairing the wheel " + what,
            lines.subList(Math.max(0, lines.size() - 5), lines.size()),
            store.path(result.log()).toString(),
            ""));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(text -> text.asString("")).toList();
  }
}
