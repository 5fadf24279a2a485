package org.asaman.crates;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.asaman.exec.Action;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Command;
import org.asaman.exec.Executor;
import org.asaman.exec.Surroundings;
import org.asaman.exec.Tree;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.asaman.toml.Table;
import tools.jackson.databind.json.JsonMapper;

/// Fetches crates with Cargo, in a sandbox that has the network; what comes out is untrusted.
///
/// @param python starts the interpreter
/// @param environment the caller's environment, of which Cargo gets the proxies, and which tells
///   where Cargo is configured
/// @param certificates the file that servers are checked against
record CrateFetch(
    Store store,
    String python,
    Map<String, String> environment,
    Supplier<Optional<Path>> certificates) {
  private static final String WORK = "tmp/asaman-crates";
  private static final String OUTPUT = "out";
  private static final String CERTIFICATES = "certificates.pem";
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int LINES = 6;
  private static final List<String> PROXIES =
      List.of("http_proxy", "https_proxy", "all_proxy", "no_proxy");
  private static final long CONFIGURATION_LIMIT = 1L << 20;
  private static final Set<String> REGISTRIES =
      Set.of("source", "registry", "registries", "http", "net");
  private static final Set<String> SECRETS =
      Set.of("token", "secret-key", "credential-provider", "global-credential-providers");
  private static final JsonMapper JSON = new JsonMapper();

  /// Every file that Cargo brought, by its name, and every lock that it made, by its number.
  ///
  /// @param source a directory of the store
  /// @param manifests which are fetched for
  /// @param withoutLock the manifests that a lock is made for first
  ActionResult run(
      Executor executor,
      String subject,
      Digest source,
      List<String> manifests,
      List<String> withoutLock)
      throws InterruptedException {
    Tree root = new Tree();
    root.directory(WORK + "/input", source);
    root.file(WORK + "/fetch.py", store.put(script()), false);
    byte[] request =
        JSON.writeValueAsBytes(
            new TreeMap<>(Map.of("manifests", manifests, "without_lock", withoutLock)));
    root.file(WORK + "/request.json", store.put(request), false);
    registries()
        .map(text -> store.put(text.getBytes(StandardCharsets.UTF_8)))
        .ifPresent(file -> root.file(WORK + "/.cargo/config.toml", file, false));
    SortedMap<String, String> variables = variables();
    certificates
        .get()
        .filter(Files::isRegularFile)
        .ifPresent(file -> {
          root.file(WORK + "/" + CERTIFICATES, store.putFile(real(file)), false);
          variables.put("CARGO_HTTP_CAINFO", "/" + WORK + "/" + CERTIFICATES);
        });
    Command command = new Command(List.of(python, "fetch.py"), variables, WORK, List.of(OUTPUT));
    ActionResult result =
        executor.execute(
            new Action(
                store.put(command.toBytes()),
                root.store(store),
                "",
                Surroundings.USUAL.withNetwork(true),
                LIMIT),
            _ -> {});
    if (result.exitCode() != 0) {
      throw failed(subject, new String(store.read(result.log()), StandardCharsets.UTF_8));
    }
    return result;
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(file.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
    }
  }

  /// What the caller's own configuration of Cargo says of registries and of the way to them.
  Optional<String> registries() {
    String home = environment.getOrDefault("CARGO_HOME", "");
    String user = environment.getOrDefault("HOME", "");
    Path folder = home.isEmpty() ? Path.of(user, ".cargo") : Path.of(home);
    return Stream.of("config", "config.toml")
        .map(folder::resolve)
        .filter(file -> file.isAbsolute() && Files.isReadable(file))
        .findFirst()
        .map(file -> Table.read(file, CONFIGURATION_LIMIT, "mend it").textOf(REGISTRIES, SECRETS));
  }

  /// A file that the fetch left.
  static Optional<Digest> file(ActionResult result, String name) {
    return result.output(OUTPUT + "/" + name).map(ActionResult.OutputFile::digest);
  }

  private SortedMap<String, String> variables() {
    SortedMap<String, String> variables =
        new TreeMap<>(
            Map.of(
                "PATH", "/usr/local/bin:/usr/bin:/bin",
                "HOME", "/" + WORK,
                "CARGO_HOME", "/" + WORK + "/cargo",
                "CARGO_TERM_PROGRESS_WHEN", "never",
                "CARGO_TERM_COLOR", "never",
                "PYTHONDONTWRITEBYTECODE", "1",
                "LC_ALL", "C.UTF-8"));
    environment.forEach((name, value) -> {
      if (PROXIES.contains(name.toLowerCase(Locale.ROOT))) {
        variables.put(name, value);
      }
    });
    return variables;
  }

  private static AsamanException failed(String subject, String log) {
    List<String> lines = log.lines().map(String::stripTrailing).filter(l -> !l.isEmpty()).toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    return new AsamanException(
        new Problem.BuildFailed(subject, "its crates cannot be fetched", last, "", hint(log)));
  }

  private static String hint(String log) {
    if (log.contains("asaman: cargo is not installed")) {
      return "install Rust so that cargo and rustc are on PATH";
    }
    if (log.contains("--locked")) {
      return "its Cargo.lock does not fit its Cargo.toml: tell its maintainers, or mend it with a"
          + " patch in asaman.toml";
    }
    if (log.contains("lock file version")) {
      return "its Cargo.lock wants a newer Cargo: install a newer Rust";
    }
    return log.contains("failed to select a version")
        ? "the registry that Cargo is configured to use has not all that its Cargo.lock names"
        : "";
  }

  private static byte[] script() {
    try (InputStream in = CrateFetch.class.getResourceAsStream("fetch.py")) {
      if (in == null) {
        throw new IllegalStateException("no resource fetch.py");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
