package org.asaman.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.process.ChildProcess;
import org.asaman.store.Store;

/// Finds the strongest form of the sandbox that works here, by starting each until one does.
final class SandboxProbe {
  private static final String HINT =
      "install bubblewrap, allow user namespaces, or pass --sandbox none to build without protection";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Store store;
  private final HostSystem host;
  private final boolean trusted;
  private final Map<String, String> environment;

  SandboxProbe(Store store, HostSystem host, Map<String, String> environment) {
    this(store, host, true, environment);
  }

  /// @param trusted whether the programs of the box's system may be started by root
  SandboxProbe(Store store, HostSystem host, boolean trusted, Map<String, String> environment) {
    this.store = store;
    this.host = host;
    this.trusted = trusted;
    this.environment = Map.copyOf(environment);
  }

  Sandbox choose(SandboxChoice choice) {
    if (!trusted && choice == SandboxChoice.UNSHARE) {
      throw new AsamanException(
          new Problem.NoSandbox(
              "a root needs bubblewrap: unshare would let the root's own programs close the sandbox",
              "leave --sandbox out"));
    }
    List<String> failures = new ArrayList<>();
    for (Sandbox sandbox : candidates(choice)) {
      Optional<String> failure = failure(sandbox);
      if (failure.isEmpty()) {
        return sandbox;
      }
      failures.add(sandbox.form() + ": " + failure.get());
    }
    String what =
        failures.isEmpty()
            ? "bubblewrap (bwrap) is not on PATH"
            : "no sandbox works here (" + String.join("; ", failures) + ")";
    throw new AsamanException(new Problem.NoSandbox(what, HINT));
  }

  private List<Sandbox> candidates(SandboxChoice choice) {
    boolean demoted = !trusted && Identity.ofThisProcess().root();
    Identity identity = demoted ? new Identity(false) : Identity.ofThisProcess();
    BoxLimits limits = BoxLimits.ofThisMachine();
    List<Sandbox> bwrap =
        program("bwrap").stream()
            .<Sandbox>flatMap(path ->
                Stream.of(
                    new Bubblewrap(path, identity, limits, false),
                    new Bubblewrap(path, identity, limits, true)))
            .toList();
    List<Sandbox> unshare =
        List.of(new Unshare(identity, limits, false), new Unshare(identity, limits, true));
    List<Sandbox> all =
        switch (choice) {
          // Its last steps are those of programs of the box's own system.
          case AUTO -> trusted ? Stream.concat(bwrap.stream(), unshare.stream()).toList() : bwrap;
          case BWRAP -> bwrap;
          case UNSHARE -> unshare;
          case NONE -> List.of(new NoSandbox());
        };
    return demoted ? all.stream().<Sandbox>map(Unprivileged::new).toList() : all;
  }

  private Optional<Path> program(String name) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Why a form does not work; empty when it does.
  private Optional<String> failure(Sandbox sandbox) {
    if (!sandbox.isolates()) {
      return Optional.empty();
    }
    Box box =
        new Box(
            "/tmp/probe",
            List.of(),
            List.of(),
            new TreeMap<>(Map.of("PATH", "/usr/bin:/bin")),
            List.of("true"),
            Surroundings.USUAL);
    try {
      Path scratch = store.temporaryFolder("probe");
      ChildProcess.Ended ended =
          new ChildProcess(
                  sandbox.commandLine(host, box, scratch),
                  Map.of("PATH", Identity.TRUSTED_PATH),
                  Path.of("/"),
                  "",
                  LIMIT)
              .run();
      if (ended.exitCode() == 0) {
        return Optional.empty();
      }
      List<String> lines = ended.errors().lines().toList();
      return Optional.of(lines.isEmpty() ? "exit code " + ended.exitCode() : lines.getLast());
    } catch (IOException | TimeoutException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
