package org.asaman.remote;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.asaman.exec.Cluster;
import org.asaman.exec.Executor;
import org.asaman.exec.RootFolder;
import org.asaman.exec.SharedResults;
import org.asaman.exec.Toolchains;
import org.asaman.problem.AsamanException;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// A server of the Remote Execution API with its workers, or only what it shares.
public final class RemoteCluster implements Cluster, AutoCloseable {
  private final Server server;
  private final Store store;
  private final Use use;
  private final Consumer<String> warnings;
  private final RemoteResults results;
  private final ReentrantLock looking = new ReentrantLock();
  private final Map<Expected, Toolchains> looked = new HashMap<>();
  private final Map<Expected, AsamanException> refusals = new HashMap<>();
  private Optional<Inputs> inputs = Optional.empty();

  /// What a server is used for.
  ///
  /// @param executes whether it evaluates actions, or only shares their results
  /// @param anew whether it evaluates also what it has evaluated before
  /// @param jobs how many actions are given to it at once
  public record Use(boolean executes, boolean anew, int jobs) {}

  private RemoteCluster(Server server, Store store, Use use, Consumer<String> warnings) {
    this.server = server;
    this.store = store;
    this.use = use;
    this.warnings = warnings;
    this.results = new RemoteResults(server, store, use.executes(), warnings);
  }

  /// Connects to a server and asks what it can do.
  ///
  /// @param program name and version of this program, which the server is told
  /// @param warnings gets what the user should know
  public static RemoteCluster connect(
      Access access, Use use, String program, Store store, Consumer<String> warnings)
      throws InterruptedException {
    return connect(access, use, program, store, warnings, Backoff.USUAL);
  }

  static RemoteCluster connect(
      Access access,
      Use use,
      String program,
      Store store,
      Consumer<String> warnings,
      Backoff backoff)
      throws InterruptedException {
    Connection connection = new Connection(access, program, backoff);
    try {
      ServerFacts facts = ServerFacts.ask(connection, use.executes());
      return new RemoteCluster(new Server(connection, facts, store), store, use, warnings);
    } catch (RuntimeException | InterruptedException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return server.connection().access().address().toString();
  }

  /// How many bytes of content were sent to it.
  public long sent() {
    return server.traffic().sent();
  }

  /// How many bytes of content came from it.
  public long received() {
    return server.traffic().received();
  }

  @Override
  public SharedResults results() {
    return results;
  }

  @Override
  public boolean executes() {
    return use.executes();
  }

  @Override
  public Executor executor(Expected expected) {
    RemoteExecutor executor = executor(expected, use.anew());
    return (action, phases) -> {
      Toolchains _ = look(expected);
      return executor.execute(action, phases);
    };
  }

  private RemoteExecutor executor(Expected expected, boolean anew) {
    return new RemoteExecutor(server, store, inputs(expected), results, anew, use.jobs());
  }

  private synchronized Inputs inputs(Expected expected) {
    Inputs made =
        inputs.orElseGet(
            () -> new Inputs(store, server.uploads(), () -> rootFiles(expected.root())));
    inputs = Optional.of(made);
    return made;
  }

  private Map<Digest, Path> rootFiles(Optional<RootFolder> root) {
    return root.map(folder -> RootBlobs.of(folder, store).places()).orElse(Map.of());
  }

  @Override
  public Toolchains toolchains(Expected expected) {
    try {
      return look(expected);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while workers were looked at");
    }
  }

  /// Once in a run for each interpreter, before anything is built there.
  private Toolchains look(Expected expected) throws InterruptedException {
    looking.lockInterruptibly();
    try {
      AsamanException refused = refusals.get(expected);
      if (refused != null) {
        throw refused;
      }
      Toolchains known = looked.get(expected);
      if (known != null) {
        return known;
      }
      Toolchains found =
          new Workers(server, store, executor(expected, true), warnings).look(expected);
      looked.put(expected, found);
      return found;
    } catch (AsamanException e) {
      refusals.put(expected, e);
      throw e;
    } finally {
      looking.unlock();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
