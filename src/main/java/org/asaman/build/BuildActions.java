package org.asaman.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.crates.Vendored;
import org.asaman.exec.Action;
import org.asaman.exec.Command;
import org.asaman.exec.Folders;
import org.asaman.exec.Surroundings;
import org.asaman.exec.Tree;
import org.asaman.fetch.SourcePackage;
import org.asaman.python.Interpreter;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import tools.jackson.databind.json.JsonMapper;

/// Makes the action of a build: source, environment, runner and request below the build path, and
/// the command.
final class BuildActions {
  static final String OUTPUT = "out";
  private static final String ENVIRONMENT = "env";
  private static final SortedMap<String, Digest> NO_LOCKS = new TreeMap<>();
  private static final JsonMapper JSON = new JsonMapper();

  private final Store store;
  private final Interpreter interpreter;
  private final Circumstances circumstances;
  private final Duration timeout;
  private final Optional<Digest> root;
  private final byte[] runner;

  /// @param root the root file system that builds see, if it is not this machine's
  BuildActions(
      Store store,
      Interpreter interpreter,
      boolean isolation,
      long epoch,
      Duration timeout,
      Optional<Digest> root) {
    this.store = store;
    this.interpreter = interpreter;
    Path python = isolation ? interpreter.binary() : interpreter.executable();
    this.circumstances = new Circumstances(epoch, String.valueOf(python.getParent()));
    this.timeout = timeout;
    this.root = root;
    this.runner = resource("runner.py");
  }

  /// The action of one attempt.
  ///
  /// @param environment the build environment's directory; empty when the interpreter's own
  ///   packages are used
  /// @param crates what Cargo gets, if it is needed
  /// @param known the requirements, as the backend words them, that the environment is known to
  ///   meet; empty for any
  /// @param onlyAsk ends after the backend was asked for its requirements
  Action action(
      SourcePackage source,
      Optional<Digest> environment,
      Optional<Vendored> crates,
      Optional<List<String>> known,
      boolean onlyAsk,
      Departure departure) {
    String work = Circumstances.workingDirectory(source, departure);
    Tree root = new Tree();
    root.directory(work + "/input", input(source, crates));
    crates.ifPresent(vendored -> {
      root.directory(work + "/crates", vendored.tree());
      root.file(work + "/.cargo/config.toml", vendored.configuration(), false);
    });
    root.file(work + "/runner.py", store.put(runner), false);
    root.file(work + "/request.json", store.put(request(source, known, onlyAsk, departure)), false);
    environment.ifPresent(tree -> root.directory(work + "/" + ENVIRONMENT, tree));
    String python =
        environment.isPresent()
            ? "/" + work + "/" + ENVIRONMENT + "/bin/python"
            : interpreter.executable().toString();
    Command command =
        new Command(
            List.of(python, "runner.py"),
            circumstances.environment(source, departure),
            work,
            List.of(OUTPUT));
    return new Action(
        store.put(command.toBytes()),
        root.store(store),
        "",
        surroundings(departure).withNetwork(source.config().network()),
        source.config().timeout().orElse(timeout));
  }

  /// The source, with the locks of Cargo that it lacks.
  private Digest input(SourcePackage source, Optional<Vendored> crates) {
    Digest input = source.tree();
    for (var lock : crates.map(Vendored::madeLocks).orElse(NO_LOCKS).entrySet()) {
      input = new Folders(store).with(input, lock.getKey(), lock.getValue());
    }
    return input;
  }

  /// What surrounds an action: the root it sees, and what the departure says.
  Surroundings surroundings(Departure departure) {
    return departure.surroundings().withRoot(root);
  }

  Map<String, String> environment(SourcePackage source) {
    return circumstances.environment(source);
  }

  SortedMap<String, String> environment(SourcePackage source, Departure departure) {
    return circumstances.environment(source, departure);
  }

  private byte[] request(
      SourcePackage source, Optional<List<String>> known, boolean onlyAsk, Departure departure) {
    Map<String, Object> settings = new LinkedHashMap<>();
    source
        .config()
        .configSettings()
        .forEach(
            (key, values) -> settings.put(key, values.size() == 1 ? values.getFirst() : values));
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("backend", source.buildSystem().backend());
    request.put("backend_path", source.buildSystem().backendPath());
    request.put("config_settings", settings);
    request.put("directory", source.config().directory());
    request.put("only_ask", onlyAsk);
    request.put("epoch", circumstances.epoch());
    request.put("umask", departure.umask());
    request.put("order", departure.order());
    request.put("mtime_spread", departure.mtimeSpread());
    request.put("fixed_temporary_names", departure.fixedTemporaryNames());
    request.put("terminal", departure.terminal());
    request.put("known", known.map(list -> list.stream().sorted().toList()).orElse(null));
    request.put(
        "interpreter",
        Map.of(
            "version", interpreter.version(),
            "base_prefix", interpreter.basePrefix().toString(),
            "libraries", interpreter.libraries().stream().map(Object::toString).toList()));
    return JSON.writer()
        .with(tools.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .writeValueAsString(request)
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] resource(String name) {
    try (InputStream in = BuildActions.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
