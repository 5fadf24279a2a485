package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import build.bazel.remote.execution.v2.ExecuteResponse;
import build.bazel.remote.execution.v2.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.asaman.exec.Action;
import org.asaman.exec.Command;
import org.asaman.exec.Surroundings;
import org.asaman.exec.Tree;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// A store, a server that does as tests say, and a client of it that does not wait long.
final class RemoteWorld implements AutoCloseable {
  static final Backoff QUICK = new Backoff(5, Duration.ofMillis(1), Duration.ofMillis(4));

  final FakeServer fake;
  final Store store;
  final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final List<AutoCloseable> opened = new ArrayList<>();

  RemoteWorld(Path folder) throws IOException {
    this(folder, new FakeServer());
  }

  RemoteWorld(Path folder, FakeServer fake) {
    this.fake = fake;
    this.store = Store.open(folder.resolve("store"));
  }

  Server server() throws InterruptedException {
    return server(Access.to(fake.address()));
  }

  Server server(Access access) throws InterruptedException {
    Connection connection = new Connection(access, "asaman 1", QUICK);
    opened.add(connection);
    return new Server(connection, ServerFacts.ask(connection, true, QUICK), store);
  }

  Cas cas() throws InterruptedException {
    Connection connection = new Connection(Access.to(fake.address()), "asaman 1", QUICK);
    opened.add(connection);
    return new Cas(connection, ServerFacts.ask(connection, true, QUICK), new Traffic());
  }

  RemoteResults results(Server server, boolean needed) {
    return new RemoteResults(server, store, needed, warnings::add);
  }

  RemoteExecutor executor() throws InterruptedException {
    return executor(server(), false);
  }

  RemoteExecutor executor(Server server, boolean anew) {
    return new RemoteExecutor(
        server,
        store,
        new Inputs(store, server.uploads(), Map::of),
        results(server, true),
        anew,
        2);
  }

  RemoteCluster cluster(boolean executes) throws InterruptedException {
    RemoteCluster cluster =
        RemoteCluster.connect(
            Access.to(fake.address()),
            new RemoteCluster.Use(executes, false, 2),
            "asaman 1",
            store,
            warnings::add,
            QUICK,
            QUICK);
    opened.add(cluster);
    return cluster;
  }

  /// An action with a file and a folder of its own.
  Action action(String salt) {
    Tree root = new Tree();
    root.file("work/input/hello.txt", store.put("hello".getBytes(UTF_8)), false);
    root.file("work/env/bin/tool", store.put("tool".getBytes(UTF_8)), true);
    Command command = new Command(List.of("true"), new TreeMap<>(), "work", List.of("out"));
    return new Action(
        store.put(command.toBytes()),
        root.store(store),
        salt,
        Surroundings.USUAL,
        Duration.ofSeconds(30));
  }

  /// An answer with one output file, whose content the server has.
  ExecuteResponse gives(String path, String content) {
    Digest digest = fake.put(content.getBytes(UTF_8));
    return ExecuteResponse.newBuilder()
        .setResult(
            build.bazel.remote.execution.v2.ActionResult.newBuilder()
                .addOutputFiles(
                    OutputFile.newBuilder().setPath(path).setDigest(Protocol.message(digest))))
        .build();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    fake.close();
    store.close();
  }
}
