package org.asaman.build;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.asaman.exec.Action;
import org.asaman.exec.ActionCache;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Command;
import org.asaman.exec.Executor;
import org.asaman.exec.Tree;
import org.asaman.fetch.SourcePackage;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Evaluates the actions that look at a wheel or repair it: the wheel, the tools, `repair.py` and
/// its request below the build path.
///
/// @param attempts evaluates, with the same salt as builds
record RepairActions(
    Store store, Settings settings, BuildActions actions, Attempts attempts, ActionCache cache) {
  private static final byte[] SCRIPT = BuildActions.resource("repair.py");

  /// The variables of builds that the tools need as well; a package's own have no say.
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

  /// What an action gave.
  ///
  /// @param cached whether it was remembered
  record Given(Digest action, ActionResult result, JsonNode answer, boolean cached) {}

  /// Evaluates one action, whose answer is in a JSON file.
  ///
  /// @param request what is asked, beside the wheel's name and what the departure says
  /// @param holds whether a remembered result may be taken
  Given evaluate(
      SourcePackage source,
      Backend.Built wheel,
      Map<String, Object> request,
      String answer,
      Attempts.Laid environment,
      Departure departure,
      Predicate<ActionResult> holds)
      throws InterruptedException {
    Action action = action(source, wheel, request, environment, departure);
    Optional<ActionResult> remembered = cache.get(action).filter(holds);
    ActionResult result =
        remembered.isPresent()
            ? remembered.get()
            : attempts.execute(source.subject(), "repair", action, Optional.of(environment));
    if (result.exitCode() != 0) {
      throw failed(
          source,
          result.exitCode() == Executor.TIMED_OUT
              ? "did not end in its time; allow more with --timeout SECONDS"
              : "failed (exit code " + result.exitCode() + ")",
          result);
    }
    if (remembered.isEmpty()) {
      cache.put(action, result);
    }
    JsonNode json =
        Backend.json(result, answer, store)
            .orElseThrow(() -> failed(source, "gave no answer", result));
    return new Given(action.digest(), result, json, remembered.isPresent());
  }

  private Action action(
      SourcePackage source,
      Backend.Built wheel,
      Map<String, Object> asked,
      Attempts.Laid environment,
      Departure departure) {
    Map<String, Object> request = new TreeMap<>(asked);
    request.put("wheel", wheel.fileName());
    request.put("umask", departure.umask());
    byte[] json = JSON.writeValueAsString(request).getBytes(StandardCharsets.UTF_8);
    String work = Circumstances.workingDirectory(source, departure);
    Tree root = new Tree();
    root.file(work + "/" + wheel.fileName(), wheel.wheel(), false);
    root.file(work + "/repair.py", store.put(SCRIPT), false);
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
        actions.surroundings(departure),
        settings.timeout());
  }

  /// A repair that ended as none should.
  AsamanException failed(SourcePackage source, String what, ActionResult result) {
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
}
