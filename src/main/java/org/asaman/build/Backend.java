package org.asaman.build;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Executor;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a build backend answered in an action; all of it is untrusted.
sealed interface Backend {
  /// Shells add this to the number of the signal that ended a command.
  int SIGNALS = 128;

  long ANSWER_LIMIT = 1L << 20;
  JsonMapper JSON = new JsonMapper();

  /// It wants these requirements, which the environment is not known to meet.
  record Requires(List<String> requirements) implements Backend {}

  /// It built a wheel of this file name.
  record Built(String fileName, Digest wheel) implements Backend {}

  /// The build failed in a way that is worded already.
  record Failed(String what) implements Backend {}

  /// Reads the answer off a result.
  static Backend answer(ActionResult result, Store store) {
    return switch (result.exitCode()) {
      case 0 -> read(result, store);
      case Executor.TIMED_OUT ->
          new Failed("the build did not end in its time; allow more with --timeout SECONDS");
      case Executor.TOO_MUCH_OUTPUT -> new Failed("the build wrote more than it may");
      default ->
          new Failed(
              result.exitCode() > SIGNALS
                  ? "the build was killed by signal " + (result.exitCode() - SIGNALS)
                  : "the build failed (exit code " + result.exitCode() + ")");
    };
  }

  private static Backend read(ActionResult result, Store store) {
    Optional<JsonNode> requires = json(result, "requires.json", store);
    if (requires.isPresent()) {
      return new Requires(
          requires.get().path("requires").valueStream().map(n -> n.asString("")).toList());
    }
    String name =
        json(result, "result.json", store).map(n -> n.path("wheel").asString("")).orElse("");
    return result
        .output(BuildActions.OUTPUT + "/" + name)
        .filter(_ -> name.endsWith(".whl"))
        .<Backend>map(file -> new Built(name, file.digest()))
        .orElseGet(() -> new Failed("the build left no wheel"));
  }

  static Optional<JsonNode> json(ActionResult result, String name, Store store) {
    return result
        .output(BuildActions.OUTPUT + "/" + name)
        .filter(file -> file.digest().size() <= ANSWER_LIMIT)
        .map(file -> {
          try {
            return JSON.readTree(new String(store.read(file.digest()), StandardCharsets.UTF_8));
          } catch (JacksonException e) {
            throw new AsamanException(
                new Problem.BadFile(name, "the build's answer is no JSON", ""), e);
          }
        });
  }
}
