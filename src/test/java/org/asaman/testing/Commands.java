package org.asaman.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the program's commands with their files in one folder and one index for everything.
///
/// @param index the index that pip is configured to use; none where nothing may be asked
public record Commands(Path folder, Optional<FakeIndex> index, Entry entry) {

  /// The program, which tests of its own room hand over.
  public interface Entry {
    int run(Map<String, String> environment, PrintStream out, PrintStream err, String... arguments);
  }

  /// How a command ended.
  public record Result(int exitCode, String out, String err) {}

  /// Runs a command with the store of the folder.
  public Result run(String... arguments) {
    return runWithStore("store", arguments);
  }

  public Result runWithStore(String store, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--store", folder.resolve(store).toString()));
    return runWithoutStore(all.toArray(String[]::new));
  }

  /// Runs a command that has no store.
  public Result runWithoutStore(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TERM", "dumb");
    environment.put("PIP_CONFIG_FILE", "/dev/null");
    environment.keySet().removeIf(name -> name.matches("PIP_(FIND_LINKS|EXTRA_INDEX_URL)"));
    environment.put(
        "PIP_INDEX_URL",
        index.map(i -> i.index().url().toString()).orElse("http://127.0.0.1:9/nowhere/"));
    environment.put("PIP_RETRIES", "0");
    int exitCode =
        entry.run(
            environment,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            arguments);
    return new Result(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
