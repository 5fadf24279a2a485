package org.asaman.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.asaman.crates.Vendored;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.Action;
import org.asaman.exec.ActionCache;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Executor;
import org.asaman.exec.Toolchains;
import org.asaman.exec.Tree;
import org.asaman.fetch.SourcePackage;
import org.asaman.lock.BuildRequirements;
import org.asaman.lock.BuildWheel;
import org.asaman.lock.BuildWheels;
import org.asaman.lock.Environment;
import org.asaman.lock.Environments;
import org.asaman.lock.Resolver;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.python.Interpreter;
import org.asaman.requirements.Requirement;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Evaluates the action of one package, again with a larger environment as long as its backend asks
/// for more.
final class Attempts {
  private static final int MOST = 4;

  private final Store store;
  private final Interpreter interpreter;
  private final BuildActions actions;
  private final String interpreterSalt;
  private final ActionCache cache;
  private final Reuse reuse;
  private final Resolver resolver;
  private final Environments environments;
  private final PackageCrates crates;
  private final Supplier<Toolchains> toolchains;
  private final Supplier<Executor> executor;
  private final Listener listener;

  Attempts(
      Store store,
      Interpreter interpreter,
      BuildActions actions,
      String interpreterSalt,
      ActionCache cache,
      Reuse reuse,
      Resolver resolver,
      Environments environments,
      PackageCrates crates,
      Supplier<Toolchains> toolchains,
      Supplier<Executor> executor,
      Listener listener) {
    this.store = store;
    this.interpreter = interpreter;
    this.actions = actions;
    this.interpreterSalt = interpreterSalt;
    this.cache = cache;
    this.reuse = reuse;
    this.resolver = resolver;
    this.environments = environments;
    this.crates = crates;
    this.toolchains = toolchains;
    this.executor = executor;
    this.listener = listener;
  }

  /// What an action is to give.
  private enum Goal {
    WHEEL,
    REQUIREMENTS
  }

  /// What the last attempt gave, with all that led to it.
  ///
  /// @param pure the action without the toolchain: the key of a wheel that no toolchain touched
  /// @param cached whether the result was remembered or taken from a folder
  /// @param reused the wheel that stands in a folder of the user's
  /// @param environment what it was built in; empty for the interpreter's own packages
  /// @param crates what Cargo got, if it was needed
  /// @param known the requirements that the environment was known to meet; empty for any
  /// @param dynamic what the backend asked for beside what was known, as it worded it
  record Attempt(
      Action pure,
      Action withToolchain,
      ActionResult result,
      boolean cached,
      Optional<Reuse.Found> reused,
      BuildRequirements requirements,
      Optional<Laid> environment,
      Optional<Vendored> crates,
      Optional<List<String>> known,
      List<String> dynamic) {

    /// What was installed.
    List<BuildWheel> wheels() {
      return environment.map(Laid::wheels).orElse(List.of());
    }
  }

  /// Evaluates the action that builds the wheel.
  Attempt build(SourcePackage source, Needs needs, BuildWheels wheels) throws InterruptedException {
    return run(source, needs, wheels, Goal.WHEEL);
  }

  /// Asks the backend for its requirements until the environment has them all, and builds nothing.
  Attempt ask(SourcePackage source, Needs needs, BuildWheels wheels) throws InterruptedException {
    return run(source, needs, wheels, Goal.REQUIREMENTS);
  }

  /// Evaluates the action of an earlier attempt once more, with departures from it.
  ///
  /// @param anew evaluates also what was evaluated before
  ActionResult again(SourcePackage source, Attempt attempt, Departure departure, boolean anew)
      throws InterruptedException {
    Action action = action(source, attempt, departure).withSalt(saltWithToolchain());
    Optional<ActionResult> remembered = anew ? Optional.empty() : cache.get(action);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    boolean otherClock = !departure.surroundings().clock().isEmpty();
    ActionResult result =
        evaluate(
            otherClock ? action.withTimeout(limit(action, attempt, departure)) : action,
            attempt.environment(),
            _ -> {});
    if (result.exitCode() == 0) {
      cache.put(action, result);
    } else if (otherClock && result.exitCode() == Executor.TIMED_OUT) {
      throw new ClockHangs();
    }
    return result;
  }

  /// Evaluates the action of an earlier attempt on other machines; nothing is remembered of it.
  ///
  /// @param there evaluates it, whatever was evaluated before
  /// @param tools what identifies the toolchain there
  ActionResult on(
      Executor there,
      Toolchains tools,
      SourcePackage source,
      Attempt attempt,
      Consumer<String> phases)
      throws InterruptedException {
    if (source.config().network()) {
      throw new AsamanException(
          new Problem.NoSandbox(
              source.subject() + " may use the network, which no worker is asked for",
              "verify it without --remote"));
    }
    return there.execute(action(source, attempt, Departure.NONE).withSalt(salt(tools)), phases);
  }

  private Action action(SourcePackage source, Attempt attempt, Departure departure) {
    return actions.action(
        source,
        attempt.environment().map(Laid::directory),
        attempt.crates(),
        attempt.known(),
        false,
        departure);
  }

  /// Some programs hang when their clock is another one: they need not be waited for as long as a
  /// build may take.
  private static Duration limit(Action action, Attempt attempt, Departure departure) {
    long seconds = attempt.result().seconds();
    int slower =
        departure.surroundings().processors() == 1 ? Runtime.getRuntime().availableProcessors() : 1;
    Duration enough =
        Duration.ofSeconds(slower * (seconds == 0 ? 600 : Math.max(120, 10 * seconds)));
    return enough.compareTo(action.timeout()) < 0 ? enough : action.timeout();
  }

  private Attempt run(SourcePackage source, Needs needs, BuildWheels wheels, Goal goal)
      throws InterruptedException {
    List<String> dynamic = new ArrayList<>();
    if (needs instanceof Needs.Locked locked) {
      dynamic.addAll(locked.dynamic());
    }
    Set<String> known = new LinkedHashSet<>(source.requires());
    known.addAll(dynamic);
    BuildRequirements requirements = requirements(source, dynamic, needs);
    for (int i = 0; i < MOST; i++) {
      Optional<List<String>> met =
          needs instanceof Needs.Installed || !source.heedsBackend()
              ? Optional.empty()
              : Optional.of(List.copyOf(known));
      Attempt attempt =
          attempt(source, requirements, met, List.copyOf(dynamic), needs, wheels, goal);
      if (!(Backend.answer(attempt.result(), store) instanceof Backend.Requires asked)) {
        return attempt;
      }
      remember(attempt.withToolchain(), attempt);
      List<String> fresh = asked.requirements().stream().filter(known::add).toList();
      if (fresh.isEmpty() || met.isEmpty()) {
        if (goal == Goal.REQUIREMENTS) {
          return attempt;
        }
        throw keepsAsking(source, "for what it has");
      }
      dynamic.addAll(fresh);
      if (needs instanceof Needs.Locked locked) {
        throw new AsamanException(
            new Problem.StaleLock(
                locked.lock(),
                source.subject() + ": its backend asks for more: " + String.join(", ", fresh)));
      }
      if (!requirements.satisfy(parse(source, fresh), interpreter.markers())) {
        requirements = requirements(source, dynamic, needs);
      }
    }
    throw keepsAsking(source, "for other build requirements: " + dynamic.getLast());
  }

  private static AsamanException keepsAsking(SourcePackage source, String what) {
    return new AsamanException(
        new Problem.BuildFailed(
            source.subject(),
            "its build backend keeps asking " + what,
            List.of(),
            "",
            "tell its maintainers"));
  }

  /// Remembers the result of an attempt under one of its actions.
  void remember(Action action, Attempt attempt) throws InterruptedException {
    if (!attempt.cached()) {
      cache.put(action, attempt.result());
    }
  }

  private BuildRequirements requirements(SourcePackage source, List<String> dynamic, Needs needs) {
    return switch (needs) {
      case Needs.Installed _ -> BuildRequirements.NONE;
      case Needs.Locked locked -> locked.requirements();
      case Needs.Resolved resolved -> {
        listener.on(new Event.Phase(source.subject(), "resolve"));
        List<Requirement> all = new ArrayList<>(parse(source, source.requires()));
        all.addAll(parse(source, dynamic));
        yield resolver.resolve(source.subject(), all, resolved.choices());
      }
    };
  }

  private Attempt attempt(
      SourcePackage source,
      BuildRequirements requirements,
      Optional<List<String>> known,
      List<String> dynamic,
      Needs needs,
      BuildWheels wheels,
      Goal goal)
      throws InterruptedException {
    Optional<Laid> environment =
        needs instanceof Needs.Installed
            ? Optional.empty()
            : Optional.of(environment(source, requirements, wheels));
    Optional<Vendored> vendored = crates.of(source, needs, environment.map(Laid::wheels));
    Action pure =
        actions
            .action(
                source,
                environment.map(Laid::directory),
                vendored,
                known,
                goal == Goal.REQUIREMENTS,
                Departure.NONE)
            .withSalt(interpreterSalt);
    Optional<ActionResult> remembered = cache.get(pure);
    if (remembered.isPresent()) {
      return new Attempt(
          pure,
          pure,
          remembered.get(),
          true,
          Optional.empty(),
          requirements,
          environment,
          vendored,
          known,
          dynamic);
    }
    Action withToolchain = pure.withSalt(saltWithToolchain());
    remembered = cache.get(withToolchain);
    Optional<Reuse.Found> reused =
        remembered.isPresent()
            ? Optional.empty()
            : reuse.find(pure.digest()).or(() -> reuse.find(withToolchain.digest()));
    Optional<ActionResult> had = remembered.or(() -> reused.map(Reuse.Found::result));
    ActionResult result =
        had.isPresent()
            ? had.get()
            : execute(source.subject(), Executor.RUNS, withToolchain, environment);
    return new Attempt(
        pure,
        withToolchain,
        result,
        had.isPresent(),
        reused,
        requirements,
        environment,
        vendored,
        known,
        dynamic);
  }

  String saltWithToolchain() {
    return salt(toolchains.get());
  }

  private String salt(Toolchains tools) {
    return interpreterSalt + "\ntoolchain\n" + tools.fingerprint();
  }

  /// Evaluates an action for a subject.
  ///
  /// @param phase what is told while it runs; on its way it is told where it is
  ActionResult execute(String subject, String phase, Action action, Optional<Laid> environment)
      throws InterruptedException {
    listener.on(new Event.Phase(subject, phase));
    return evaluate(
        action,
        environment,
        word -> {
          String told = phase.equals(Executor.RUNS) ? word : phase + ": " + word;
          listener.on(new Event.Phase(subject, word.equals(Executor.RUNS) ? phase : told));
        });
  }

  private ActionResult evaluate(Action action, Optional<Laid> environment, Consumer<String> phases)
      throws InterruptedException {
    Executor evaluates = executor.get();
    environment.ifPresent(laid -> evaluates.offer(laid.directory(), laid.folder()));
    return evaluates.execute(action, phases);
  }

  /// An environment as a directory of the store, and as a folder on this machine.
  record Laid(Digest directory, Path folder, List<BuildWheel> wheels) {}

  private Laid environment(
      SourcePackage source, BuildRequirements requirements, BuildWheels wheels) {
    listener.on(new Event.Phase(source.subject(), "environment"));
    return lay(source.subject(), wheels.of(source.subject(), requirements.pins()));
  }

  /// Lays out an environment that holds exactly these wheels.
  Laid lay(String subject, List<BuildWheel> installed) {
    Environment environment = environments.create(subject, installed);
    Tree tree = new Tree();
    for (Environment.Entry entry : environment.entries()) {
      switch (entry) {
        case Environment.Entry.File file ->
            tree.file(file.path(), file.content(), file.executable());
        case Environment.Entry.Link link -> tree.symlink(link.path(), link.target());
      }
    }
    return new Laid(tree.store(store), environment.folder(), installed);
  }

  private static List<Requirement> parse(SourcePackage source, List<String> texts) {
    List<Requirement> requirements = new ArrayList<>();
    for (String text : texts) {
      try {
        requirements.add(Requirement.parse(text));
      } catch (IllegalArgumentException e) {
        throw new AsamanException(
            new Problem.BuildFailed(
                source.subject(),
                "its build backend asks for what is no requirement: " + e.getMessage(),
                List.of(),
                "",
                "tell its maintainers"),
            e);
      }
    }
    return requirements;
  }
}
