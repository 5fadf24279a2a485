package org.asaman.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.Action;
import org.asaman.exec.ActionCache;
import org.asaman.exec.ActionResult;
import org.asaman.exec.LocalExecutor;
import org.asaman.exec.Toolchains;
import org.asaman.exec.Tree;
import org.asaman.lock.AsOf;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildRequirements;
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
  private final Supplier<Toolchains> toolchains;
  private final Supplier<LocalExecutor> executor;
  private final Listener listener;

  Attempts(
      Store store,
      Interpreter interpreter,
      BuildActions actions,
      String interpreterSalt,
      Reuse reuse,
      Resolver resolver,
      Environments environments,
      Supplier<Toolchains> toolchains,
      Supplier<LocalExecutor> executor,
      Listener listener) {
    this.store = store;
    this.interpreter = interpreter;
    this.actions = actions;
    this.interpreterSalt = interpreterSalt;
    this.cache = new ActionCache(store);
    this.reuse = reuse;
    this.resolver = resolver;
    this.environments = environments;
    this.toolchains = toolchains;
    this.executor = executor;
    this.listener = listener;
  }

  /// What the last attempt gave, with all that led to it.
  ///
  /// @param pure the action without the toolchain: the key of a wheel that no toolchain touched
  /// @param cached whether the result was remembered or taken from a folder
  /// @param reused the wheel that stands in a folder of the user's
  record Attempt(
      Action pure,
      Action withToolchain,
      ActionResult result,
      boolean cached,
      Optional<Reuse.Found> reused,
      BuildRequirements requirements,
      List<Requirement> dynamic) {}

  Attempt run(SourcePackage source, Supplier<List<AsOf>> choices, boolean isolation)
      throws InterruptedException {
    List<Requirement> dynamic = new ArrayList<>();
    Set<String> known = new LinkedHashSet<>(source.buildSystem().requiresTexts());
    BuildRequirements requirements = resolve(source, dynamic, choices, isolation);
    for (int i = 0; i < MOST; i++) {
      Attempt attempt = attempt(source, requirements, known, List.copyOf(dynamic), isolation);
      if (!(Backend.answer(attempt.result(), store) instanceof Backend.Requires asked)) {
        return attempt;
      }
      remember(attempt.withToolchain(), attempt);
      if (!known.addAll(asked.requirements())) {
        throw keepsAsking(source, "for what it has");
      }
      List<Requirement> more = parse(source, asked.requirements());
      dynamic.addAll(more.stream().filter(r -> !dynamic.contains(r)).toList());
      if (!requirements.satisfy(more, interpreter.markers())) {
        requirements = resolve(source, dynamic, choices, isolation);
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
  void remember(Action action, Attempt attempt) {
    if (!attempt.cached()) {
      cache.put(action.digest(), attempt.result());
    }
  }

  private BuildRequirements resolve(
      SourcePackage source,
      List<Requirement> dynamic,
      Supplier<List<AsOf>> choices,
      boolean isolation) {
    if (!isolation) {
      return BuildRequirements.NONE;
    }
    listener.on(new Event.Phase(source.subject(), "resolve"));
    List<Requirement> all = new ArrayList<>(source.buildSystem().requires());
    all.addAll(dynamic);
    return resolver.resolve(source.subject(), all, choices);
  }

  private Attempt attempt(
      SourcePackage source,
      BuildRequirements requirements,
      Set<String> known,
      List<Requirement> dynamic,
      boolean isolation)
      throws InterruptedException {
    Optional<Laid> environment =
        isolation ? Optional.of(environment(source, requirements.pins())) : Optional.empty();
    Action pure =
        actions
            .action(
                source,
                environment.map(Laid::directory),
                isolation ? Optional.of(List.copyOf(known)) : Optional.empty())
            .withSalt(interpreterSalt);
    Optional<ActionResult> remembered = cache.get(pure.digest());
    if (remembered.isPresent()) {
      return new Attempt(
          pure, pure, remembered.get(), true, Optional.empty(), requirements, dynamic);
    }
    Action withToolchain =
        pure.withSalt(interpreterSalt + "\ntoolchain\n" + toolchains.get().fingerprint());
    remembered = cache.get(withToolchain.digest());
    if (remembered.isPresent()) {
      return new Attempt(
          pure, withToolchain, remembered.get(), true, Optional.empty(), requirements, dynamic);
    }
    Optional<Reuse.Found> reused =
        reuse.find(pure.digest()).or(() -> reuse.find(withToolchain.digest()));
    if (reused.isPresent()) {
      return new Attempt(
          pure, withToolchain, reused.get().result(), true, reused, requirements, dynamic);
    }
    listener.on(new Event.Phase(source.subject(), "build"));
    LocalExecutor local = executor.get();
    environment.ifPresent(laid -> local.offer(laid.directory(), laid.folder()));
    ActionResult result = local.execute(withToolchain);
    return new Attempt(pure, withToolchain, result, false, Optional.empty(), requirements, dynamic);
  }

  /// An environment as a directory of the store, and as a folder on this machine.
  private record Laid(Digest directory, Path folder) {}

  private Laid environment(SourcePackage source, List<BuildPin> pins) {
    listener.on(new Event.Phase(source.subject(), "environment"));
    Environment environment = environments.create(source.subject(), pins);
    Tree tree = new Tree();
    for (Environment.Entry entry : environment.entries()) {
      switch (entry) {
        case Environment.Entry.File file ->
            tree.file(file.path(), file.content(), file.executable());
        case Environment.Entry.Link link -> tree.symlink(link.path(), link.target());
      }
    }
    return new Laid(tree.store(store), environment.folder());
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
