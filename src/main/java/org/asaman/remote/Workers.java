package org.asaman.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.asaman.exec.Action;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Cluster.Expected;
import org.asaman.exec.Command;
import org.asaman.exec.Executor;
import org.asaman.exec.RootFolder;
import org.asaman.exec.Surroundings;
import org.asaman.exec.Toolchains;
import org.asaman.exec.Tree;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks at what the workers of a server are, by an action of its own: nothing is built on workers
/// that are not what the actions say.
final class Workers {
  private static final String WORK = "tmp/asaman-workers";
  private static final String OUTPUT = "out";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /// As many files of a root are compared; what is mounted over it is mounted over whole folders.
  private static final int SAMPLE = 500;

  private static final long LONGEST_ANSWER = 1 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private final Server server;
  private final Store store;
  private final Executor executor;
  private final Consumer<String> warnings;

  /// @param executor evaluates also what was evaluated before
  Workers(Server server, Store store, Executor executor, Consumer<String> warnings) {
    this.server = server;
    this.store = store;
    this.executor = executor;
    this.warnings = warnings;
  }

  /// Asks a worker, and refuses a server whose workers are not as expected.
  ///
  /// @return what identifies the toolchain that native builds use there
  Toolchains look(Expected expected) throws InterruptedException {
    SortedMap<String, String> files = files(expected);
    ActionResult result = executor.execute(action(expected, files), _ -> {});
    if (result.exitCode() != 0) {
      throw refuse(expected, "cannot start " + expected.interpreter() + last(result));
    }
    JsonNode answer = answer(result);
    String folder = answer.path("folder").asString("");
    if (!folder.equals("/" + WORK)) {
      throw server
          .connection()
          .retry()
          .problem(
              "its workers show the files of an action in "
                  + server.connection().retry().quoted(folder)
                  + ", not at the root",
              "name a server whose workers give each action a root of its own");
    }
    for (var file : files.entrySet()) {
      if (!answer.path("files").path(file.getKey()).asString("").equals(file.getValue())) {
        throw refuse(expected, "have another " + file.getKey());
      }
    }
    if (answer.path("network").asBoolean(false)) {
      warnings.accept(
          "the workers of "
              + server.connection().access()
              + " have a network: what a build loads from it is in no record");
    }
    Map<List<String>, String> told = new LinkedHashMap<>();
    for (int i = 0; i < Toolchains.QUESTIONS.size(); i++) {
      String text = answer.path("answers").path(i).asString("");
      if (!text.isBlank()) {
        told.put(Toolchains.QUESTIONS.get(i), text);
      }
    }
    return expected.root().isPresent() ? Toolchains.NONE : Toolchains.told(told);
  }

  /// The files to compare, with what they must hold: of a root a sample from all over it.
  private SortedMap<String, String> files(Expected expected) {
    SortedMap<String, String> files = new TreeMap<>();
    expected.files().forEach(file -> files.put(file.toString(), sha256(file)));
    expected
        .root()
        .ifPresent(root -> {
          SortedMap<String, Digest> all = RootBlobs.of(root, store).files();
          int apart = Math.max(1, all.size() / SAMPLE);
          int at = 0;
          for (var file : all.entrySet()) {
            if (at++ % apart == 0) {
              files.put("/" + file.getKey(), file.getValue().hash());
            }
          }
        });
    return files;
  }

  private Action action(Expected expected, SortedMap<String, String> files) {
    Map<String, Object> request = new TreeMap<>();
    request.put("files", files.keySet());
    request.put("questions", expected.root().isPresent() ? List.of() : Toolchains.QUESTIONS);
    Tree root = new Tree();
    root.file(WORK + "/look.py", store.put(script()), false);
    root.symlink(WORK + "/python", expected.interpreter()); // as a build environment has it
    root.file(WORK + "/request.json", store.put(JSON.writeValueAsBytes(request)), false);
    Command command =
        new Command(
            List.of("/" + WORK + "/python", "-I", "look.py"),
            new TreeMap<>(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LC_ALL", "C.UTF-8")),
            WORK,
            List.of(OUTPUT));
    return new Action(
        store.put(command.toBytes()),
        root.store(store),
        "",
        Surroundings.USUAL.withRoot(expected.root().map(RootFolder::digest)),
        LIMIT);
  }

  private JsonNode answer(ActionResult result) {
    try {
      return result
          .output(OUTPUT + "/answer.json")
          .filter(file -> file.digest().size() <= LONGEST_ANSWER)
          .map(file -> JSON.readTree(store.read(file.digest())))
          .orElseThrow(this::noAnswer);
    } catch (JacksonException _) {
      throw noAnswer();
    }
  }

  private AsamanException noAnswer() {
    return server
        .connection()
        .retry()
        .problem("its workers do not tell what they are", "name another server");
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Digest.copy(in, OutputStream.nullOutputStream()).hash();
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(file.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
    }
  }

  private String last(ActionResult result) {
    List<String> lines =
        new String(store.read(result.log()), StandardCharsets.UTF_8).strip().lines().toList();
    return lines.isEmpty() ? "" : " (" + server.connection().retry().quoted(lines.getLast()) + ")";
  }

  private AsamanException refuse(Expected expected, String what) {
    Optional<RootFolder> root = expected.root();
    return server
        .connection()
        .retry()
        .problem(
            "its workers " + what,
            root.isPresent()
                ? "they have to support chrootRootDigest, or name with --remote-property"
                    + " container-image=IMAGE one that holds what --root does"
                : "name with --python one that they have too, or give them a root with --root");
  }

  private static byte[] script() {
    try (InputStream in = Workers.class.getResourceAsStream("look.py")) {
      if (in == null) {
        throw new IllegalStateException("no resource look.py");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
