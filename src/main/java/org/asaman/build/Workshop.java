package org.asaman.build;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.asaman.crates.Crates;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.ActionCache;
import org.asaman.exec.Cluster;
import org.asaman.exec.Divided;
import org.asaman.exec.Executor;
import org.asaman.exec.FakeTime;
import org.asaman.exec.LocalExecutor;
import org.asaman.exec.RootSystem;
import org.asaman.exec.SandboxChoice;
import org.asaman.exec.SharedResults;
import org.asaman.exec.SystemLibraries;
import org.asaman.exec.Toolchains;
import org.asaman.fetch.ExtraSources;
import org.asaman.fetch.Sources;
import org.asaman.index.IndexConfiguration;
import org.asaman.index.IndexOptions;
import org.asaman.index.Lazy;
import org.asaman.index.PackageIndex;
import org.asaman.index.PipConfiguration;
import org.asaman.lock.Environments;
import org.asaman.lock.IndexWheels;
import org.asaman.lock.Resolver;
import org.asaman.lock.UvTool;
import org.asaman.python.Interpreter;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.store.Store;
import org.asaman.wheel.Tag;

/// Everything that a run of builds needs, put together; what may turn out not to be needed is made
/// when it is.
///
/// @param program name and version of this program, for records
/// @param uv the resolver's binary
/// @param root the root file system that builds run in, if it is not this machine
/// @param cluster other machines that build, or share what was built, if there are any
/// @param sdistIndex what the user said about the index of sdists
/// @param buildIndex what the user said about the index of build requirements
/// @param offline where everything is taken from, if no network is used at all: `in bundle.tar`
/// @param prereleases the projects of which a pre-release may be chosen
/// @param environment the caller's environment
public record Workshop(
    String program,
    Path uv,
    Store store,
    Interpreter interpreter,
    Settings settings,
    SandboxChoice sandbox,
    Optional<RootSystem> root,
    Optional<Cluster> cluster,
    IndexOptions sdistIndex,
    IndexOptions buildIndex,
    Optional<String> offline,
    Predicate<ProjectName> prereleases,
    Map<String, String> environment) {

  /// Builds all that is wanted, and brings the wheels with their records into the output folder.
  ///
  /// @param earlier what the interpreters before this one gave in the same run
  public List<Outcome> build(List<Job> jobs, Earlier earlier, Listener listener)
      throws InterruptedException {
    Parts parts = parts(listener, false);
    return run(parts, listener).run(jobs, placing(parts, earlier, listener));
  }

  /// Builds all that is wanted, and gives each wheel to be built again.
  ///
  /// @param place whether the wheels are also brought into the output folder
  /// @param anew rebuilds also what was rebuilt before
  /// @param finish makes what takes the wheels
  public <T> List<T> rebuild(
      List<Job> jobs,
      boolean place,
      boolean anew,
      Function<Rebuilds, Finish<T>> finish,
      Listener listener)
      throws InterruptedException {
    Parts parts = parts(listener, false);
    Finish<T> then =
        finish.apply(
            new Rebuilds(
                store,
                settings,
                parts.attempts(),
                parts.repairs(),
                records(parts),
                this::systemPackages,
                new Lazy<>(() -> root.map(RootSystem::noClock).orElseGet(FakeTime::missing)),
                this::expected,
                executesElsewhere(),
                anew));
    return run(parts, listener)
        .run(
            jobs,
            place ? new PlacedFirst<>(placing(parts, Earlier.first(), listener), then) : then);
  }

  private SystemPackages systemPackages() {
    return SystemPackages.in(
        path -> root.map(system -> system.root().at(path)).orElse(Path.of(path)));
  }

  /// What makes the records of a run; a root is looked through once.
  private Function<Ready, byte[]> records(Parts parts) {
    Lazy<Optional<Map<String, Object>>> facts =
        new Lazy<>(() -> root.map(system -> new RootFacts(system.root()).json()));
    return ready ->
        BuildRecord.of(
            ready.source(),
            ready.made(),
            settings,
            interpreter,
            parts.actions().environment(ready.source()),
            program,
            store,
            facts.get());
  }

  private BuildRun run(Parts parts, Listener listener) {
    return new BuildRun(
        settings,
        interpreter,
        parts.sources(),
        parts.moments(),
        parts.supply(),
        parts.maker(),
        listener);
  }

  private PackageBuild placing(Parts parts, Earlier earlier, Listener listener) {
    OutputFolder output = new OutputFolder(settings.output(), store);
    return new PackageBuild(
        store, settings, output, earlier, new Lazy<>(this::tags), records(parts), listener);
  }

  private Set<Tag> tags() {
    return interpreter.tags(environment).stream()
        .flatMap(text -> Tag.parseSet(text).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Brings a wheel into the output folder before it is built again.
  private record PlacedFirst<T>(PackageBuild place, Finish<T> then) implements Finish<T> {
    @Override
    public T wheel(Ready ready) throws InterruptedException {
      Outcome _ = place.wheel(ready);
      return then.wheel(ready);
    }

    @Override
    public T failed(Outcome.Failed why) {
      return then.failed(why);
    }
  }

  /// A run that makes a lock.
  ///
  /// @param anew whether the index is asked also for what was resolved before
  public LockRun lock(Listener listener, boolean anew) {
    Parts parts = parts(listener, anew);
    Locker locker =
        new Locker(
            store, parts.sources(), parts.maker(), parts.supply().offered(), parts.buildIndex());
    return new LockRun(settings, interpreter, parts.sources(), parts.moments(), locker, listener);
  }

  /// A run that brings all that a lock names into one file.
  public BundleRun bundle(Listener listener) {
    Parts parts = parts(listener, false);
    return new BundleRun(
        settings, parts.sources(), parts.extraSources(), parts.supply(), parts.crates(), listener);
  }

  /// What every kind of run needs.
  private record Parts(
      Sources sources,
      ExtraSources extraSources,
      PackageIndex buildIndex,
      Supply supply,
      Moments moments,
      BuildActions actions,
      PackageCrates crates,
      Attempts attempts,
      Repairs repairs,
      WheelMaker maker) {}

  private Parts parts(Listener listener, boolean anew) {
    Lazy<IndexConfiguration> sdists = new Lazy<>(() -> ask(sdistIndex, listener));
    boolean same = sdistIndex.equals(buildIndex);
    Lazy<IndexConfiguration> builds = same ? sdists : new Lazy<>(() -> ask(buildIndex, listener));
    PackageIndex index = index(sdistIndex, sdists);
    PackageIndex wheelIndex = same ? index : index(buildIndex, builds);
    Sources sources = new Sources(store, index, prereleases, Version.parse(interpreter.version()));
    UvTool uvTool = UvTool.of(uv, store, builds, environment);
    Lazy<Toolchains> localToolchains =
        new Lazy<>(() -> root.isPresent() ? Toolchains.NONE : Toolchains.find(environment));
    Supplier<Toolchains> toolchains =
        root.isEmpty() && executesElsewhere()
            ? new Lazy<>(() -> cluster.orElseThrow().toolchains(expected()))
            : localToolchains;
    Lazy<LocalExecutor> here = new Lazy<>(() -> executor(localToolchains.get()));
    Supplier<Executor> executor = there(here);
    ActionCache cache =
        new ActionCache(store, cluster.map(Cluster::results).orElse(SharedResults.NONE));
    BuildActions actions =
        new BuildActions(
            store,
            interpreter,
            settings.isolation(),
            settings.epoch(),
            settings.timeout(),
            root.map(system -> system.root().digest()));
    PackageCrates crates =
        new PackageCrates(
            store,
            new Crates(
                store,
                here,
                interpreter.binary().toString(),
                interpreter.fingerprint(),
                environment,
                () -> builds.get().certificates(environment),
                offline),
            listener);
    Attempts attempts =
        new Attempts(
            store,
            interpreter,
            actions,
            salt(),
            cache,
            new Reuse(settings.reuse(), !settings.raw(), store),
            new Resolver(uvTool, interpreter, Clock.systemUTC(), anew),
            new Environments(uvTool, interpreter),
            crates,
            toolchains,
            executor,
            listener);
    IndexWheels offered = new IndexWheels(store, wheelIndex, interpreter, environment);
    Repairs repairs =
        new Repairs(
            new RepairActions(store, settings, actions, attempts, cache),
            attempts,
            new RepairTools(offered, interpreter, offline),
            SystemLibraries.of(root),
            listener);
    return new Parts(
        sources,
        new ExtraSources(store, index),
        wheelIndex,
        new Supply(offered),
        new Moments(settings.asOf(), sources, interpreter, Clock.systemUTC()),
        actions,
        crates,
        attempts,
        repairs,
        new WheelMaker(store, settings, attempts, repairs, this::systemPackages, listener));
  }

  private PackageIndex index(IndexOptions options, Supplier<IndexConfiguration> configuration) {
    return offline
        .map(PackageIndex::none)
        .orElseGet(() -> new PackageIndex(options, configuration, environment));
  }

  /// What pip is configured to use, with what the user said over it; says what of it is not used.
  private IndexConfiguration ask(IndexOptions options, Listener listener) {
    IndexConfiguration configuration =
        root.isPresent()
            ? PipConfiguration.ask(environment, options)
            : PipConfiguration.ask(interpreter.executable(), environment, options);
    configuration.notTaken().forEach(line -> listener.on(new Event.Note(line)));
    return configuration;
  }

  /// What of an action stands outside its inputs. A result that came about without a sandbox has a
  /// key of its own: no run with one takes it.
  private String salt() {
    StringBuilder salt = new StringBuilder(interpreter.fingerprint());
    if (!settings.isolation()) {
      salt.append("\nwith its own packages\n").append(interpreter.installed(environment));
    }
    if (sandbox == SandboxChoice.NONE) {
      salt.append("\nwithout a sandbox\n");
    }
    return salt.toString();
  }

  private boolean executesElsewhere() {
    return cluster.map(Cluster::executes).orElse(false);
  }

  /// What evaluates actions: the cluster, if there is one, all but those that use the network.
  private Supplier<Executor> there(Supplier<LocalExecutor> here) {
    return new Lazy<>(() ->
        executesElsewhere()
            ? new Divided(cluster.orElseThrow().executor(expected()), here, root.isPresent())
            : here.get());
  }

  /// What workers must have in common with this machine.
  private Cluster.Expected expected() {
    List<Path> files = new ArrayList<>();
    if (root.isEmpty()) {
      files.add(interpreter.binary());
      files.addAll(interpreter.libraries());
    }
    return new Cluster.Expected(interpreter.binary().toString(), files, root.map(RootSystem::root));
  }

  private LocalExecutor executor(Toolchains toolchains) {
    if (root.isPresent()) {
      return LocalExecutor.start(store, root.get());
    }
    return LocalExecutor.start(
        store,
        sandbox,
        List.of(interpreter.basePrefix(), interpreter.prefix()),
        toolchains,
        environment);
  }
}
