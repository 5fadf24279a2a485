package org.asaman.lock;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.asaman.index.IndexConfiguration;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.process.ChildProcess;
import org.asaman.process.Site;
import org.asaman.process.Site.Shown;
import org.asaman.store.Store;

/// uv, the resolver and installer of build requirements: a program of its own, run without any
/// configuration but ours.
///
/// @param binary where the launcher put it
/// @param version which one it put there
/// @param indexes where packages come from; asked for only when uv or its memory is needed
/// @param environment the caller's environment, of which uv gets next to nothing
public record UvTool(
    Path binary,
    String version,
    Store store,
    Supplier<IndexConfiguration> indexes,
    Map<String, String> environment) {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /// The uv at a path, which is asked for its version.
  public static UvTool of(
      Path binary,
      Store store,
      Supplier<IndexConfiguration> indexes,
      Map<String, String> environment) {
    ChildProcess process =
        new ChildProcess(
            List.of(binary.toString(), "--version"),
            Map.of("UV_NO_CONFIG", "1"),
            store.root(),
            "",
            Duration.ofSeconds(30));
    try {
      return new UvTool(binary, process.run().output().strip(), store, indexes, environment);
    } catch (IOException | TimeoutException e) {
      throw cannotStart(binary, e);
    }
  }

  /// Resolves `requirements`, the lines of a requirements file.
  ///
  /// @param target the options that say for which interpreter
  ///
  ///   Addresses of indexes and find-links may hold credentials, so they are in the environment and
  ///   the input, never among the arguments, which every user of the machine can see.
  ChildProcess.Ended compile(List<String> target, List<String> options, List<String> requirements) {
    IndexConfiguration configuration = indexes.get();
    List<String> arguments = new ArrayList<>(List.of(binary.toString(), "pip", "compile"));
    arguments.addAll(target);
    arguments.addAll(List.of("--only-binary", ":all:"));
    arguments.addAll(
        List.of("--index-strategy", "first-index", "--no-progress", "--color", "never"));
    configuration
        .trustedHosts()
        .forEach(host -> arguments.addAll(List.of("--allow-insecure-host", host)));
    if (isWithoutIndex(configuration)) {
      arguments.add("--no-index");
    }
    arguments.addAll(options);
    Path home = store.temporaryFolder("uv");
    UvEnvironment clean = new UvEnvironment(configuration, environment);
    ChildProcess process =
        new ChildProcess(
            arguments,
            clean.variables(home, store.root().resolve("uv")),
            home,
            input(configuration, requirements),
            LIMIT);
    return run(process, Site.host(), List.of());
  }

  /// Installs wheel files into an environment, with nothing of uv's own beside them; no network is
  /// used, and no index is known.
  ///
  /// @param site where the interpreter runs, and so uv, which starts it
  /// @param environment the folder of the environment
  /// @param wheels the folder of the wheels
  /// @param names those of the wheels' files
  ChildProcess.Ended install(Site site, Path environment, Path wheels, List<String> names) {
    Path home = store.temporaryFolder("uv");
    List<String> arguments =
        new ArrayList<>(List.of(site.inside(binary).toString(), "pip", "install"));
    String python = site.inside(environment).resolve("bin/python").toString();
    arguments.addAll(List.of("--python", python, "--no-deps", "--no-cache"));
    arguments.addAll(List.of("--no-index", "--offline", "--no-progress", "--color", "never"));
    names.forEach(name -> arguments.add(site.inside(wheels).resolve(name).toString()));
    ChildProcess process =
        new ChildProcess(arguments, UvEnvironment.offline(site.inside(home)), home, "", LIMIT);
    return run(
        process,
        site,
        List.of(
            Shown.readOnly(binary),
            Shown.writable(home),
            Shown.writable(environment),
            Shown.readOnly(wheels)));
  }

  private ChildProcess.Ended run(ChildProcess process, Site site, List<Shown> shown) {
    try {
      return site.run(process, shown);
    } catch (IOException e) {
      throw cannotStart(binary, e);
    } catch (TimeoutException e) {
      throw new AsamanException(
          new Problem.BadTool("uv", e.getMessage() + " and was ended", "run the command again"), e);
    }
  }

  private static AsamanException cannotStart(Path binary, Exception e) {
    return new AsamanException(
        new Problem.BadTool(
            binary.toString(),
            "cannot be started (" + e.getMessage() + ")",
            "remove the folder .tools of the checkout: the next start fetches it again"),
        e);
  }

  /// Without an index of ours uv would take one of its own.
  static boolean isWithoutIndex(IndexConfiguration configuration) {
    return configuration.noIndex() || configuration.indexes().isEmpty();
  }

  private static String input(IndexConfiguration configuration, List<String> requirements) {
    String findLinks =
        configuration.findLinks().stream()
            .map(URI::toString)
            .map(link -> "--find-links " + link + "\n")
            .collect(Collectors.joining());
    return findLinks + requirements.stream().map(r -> r + "\n").collect(Collectors.joining());
  }
}
