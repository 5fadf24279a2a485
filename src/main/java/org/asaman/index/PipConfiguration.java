package org.asaman.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.process.ChildProcess;
import org.asaman.process.ChildProcess.Ended;
import tools.jackson.databind.JsonNode;

/// What pip is configured to use, asked from pip itself: its files, its environment variables and
/// its own default index.
public final class PipConfiguration {
  private static final String PASS_AN_INDEX =
      "install pip, or name an index (a line '--index-url ADDRESS' in the requirements file)";
  private static final long LONGEST_TIMEOUT_SECONDS = 86_400;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private PipConfiguration() {}

  /// Asks the pip of `python`, or of the `python3` on the environment's PATH if that has none.
  public static IndexConfiguration ask(Path python, Map<String, String> environment) {
    return ask(python, environment, IndexOptions.NONE);
  }

  /// The same with what the user said over it; pip may then be missing if an index was named.
  public static IndexConfiguration ask(
      Path python, Map<String, String> environment, IndexOptions options) {
    List<Path> candidates =
        Stream.concat(Stream.of(python), onPath(environment)).distinct().toList();
    return ask(candidates, python.toString(), environment, options);
  }

  private static IndexConfiguration ask(
      List<Path> candidates, String name, Map<String, String> environment, IndexOptions options) {
    for (Path candidate : candidates) {
      Optional<IndexConfiguration> answer = askOne(candidate, environment);
      if (answer.isPresent()) {
        return answer.get().with(options);
      }
    }
    if (options.index().isPresent() || options.noIndex()) {
      return IndexConfiguration.of().with(options);
    }
    throw new AsamanException(
        new Problem.BadInterpreter(
            name, "has no pip that could tell which index to use", PASS_AN_INDEX));
  }

  /// What the pip of the `python3` on the environment's PATH says, with what the user said over it;
  /// there may be no such thing if an index was named.
  public static IndexConfiguration ask(Map<String, String> environment, IndexOptions options) {
    return ask(onPath(environment).toList(), "python3", environment, options);
  }

  private static Stream<Path> onPath(Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, "python3"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .limit(1);
  }

  /// Empty if the interpreter has no pip.
  private static Optional<IndexConfiguration> askOne(Path python, Map<String, String> environment) {
    Ended answer = run(python, environment);
    if (answer.exitCode() != 0) {
      throw new AsamanException(
          new Problem.BadInterpreter(
              python.toString(),
              "its pip cannot be asked for its configuration: " + oneLine(answer.errors()),
              "mend pip's configuration"));
    }
    return switch (lastLine(answer.output())) {
      case "null" -> Optional.empty();
      case String line when line.startsWith("{") -> Optional.of(read(Json.read(line)));
      case String _ ->
          throw new AsamanException(
              new Problem.BadInterpreter(
                  python.toString(),
                  "does not tell what its pip is configured to use",
                  PASS_AN_INDEX));
    };
  }

  private static String lastLine(String output) {
    return output.strip().lines().reduce("", (_, line) -> line);
  }

  /// pip's own words, without what could hold credentials.
  private static String oneLine(String errors) {
    return String.join(" ", errors.strip().lines().map(String::strip).toList())
        .replaceAll("://[^/@\\s]*@", "://");
  }

  private static Ended run(Path python, Map<String, String> environment) {
    try {
      List<String> command = List.of(python.toString(), "-");
      return new ChildProcess(command, environment, Path.of(""), program(), LIMIT).run();
    } catch (IOException | TimeoutException e) {
      throw new AsamanException(
          new Problem.BadInterpreter(
              python.toString(),
              e instanceof TimeoutException
                  ? "does not tell within "
                      + LIMIT.toSeconds()
                      + " s what its pip is configured to use"
                  : "cannot be started to ask its pip",
              "pass another --python"),
          e);
    }
  }

  private static String program() {
    try (InputStream resource = PipConfiguration.class.getResourceAsStream("ask_pip.py")) {
      if (resource == null) {
        throw new IllegalStateException("ask_pip.py is not part of this program");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IndexConfiguration read(JsonNode json) {
    List<Index> indexes = new ArrayList<>();
    optional(json, "index_url").ifPresent(url -> indexes.add(index(url)));
    strings(json, "extra_index_urls").forEach(url -> indexes.add(index(url)));
    double timeout = json.path("timeout").asDouble((double) IndexConfiguration.TIMEOUT.toSeconds());
    return new IndexConfiguration(
        indexes,
        optional(json, "cert").map(Path::of),
        optional(json, "client_cert").map(Path::of),
        optional(json, "proxy").map(HttpProxy::address),
        strings(json, "trusted_hosts"),
        Duration.ofMillis((long) (1000 * Math.clamp(timeout, 1, (double) LONGEST_TIMEOUT_SECONDS))),
        Math.clamp(
            json.path("retries").asInt(IndexConfiguration.RETRIES), 0, Transport.MOST_RETRIES),
        false,
        List.of(),
        notTaken(json));
  }

  private static Index index(String url) {
    try {
      return Index.of(url);
    } catch (IllegalArgumentException e) {
      throw new AsamanException(
          new Problem.Usage(
              "pip's configuration: " + e.getMessage(), "mend index-url or extra-index-url"),
          e);
    }
  }

  private static List<String> notTaken(JsonNode json) {
    List<String> lines = new ArrayList<>();
    if (!strings(json, "find_links").isEmpty()) {
      lines.add("pip's configured find-links is not used; pass --find-links to use it");
    }
    if (json.path("no_index").asBoolean(false)) {
      lines.add("pip's configured no-index is not used; pass --no-index to use it");
    }
    return lines;
  }

  private static Optional<String> optional(JsonNode json, String name) {
    return json.path(name).stringValueOpt().filter(text -> !text.isBlank());
  }

  private static List<String> strings(JsonNode json, String name) {
    return json.path(name).valueStream().flatMap(node -> node.stringValueOpt().stream()).toList();
  }
}
