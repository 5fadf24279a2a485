package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import build.bazel.remote.execution.v2.OutputDirectory;
import build.bazel.remote.execution.v2.OutputFile;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.asaman.exec.Action;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Command;
import org.asaman.exec.Directory;
import org.asaman.exec.Executor;
import org.asaman.exec.Surroundings;
import org.asaman.exec.Tree;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.asaman.testing.FakeCas;
import org.asaman.testing.FakeServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// A store, an action and a server that a test makes fail, and the connection between them, which
/// does not wait long.
final class World implements AutoCloseable {
  /// Tells apart what comes in time on a slow machine and what never comes.
  static final Backoff QUICK =
      new Backoff(
          5,
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));

  static final byte[] WHEEL = "the bytes of a wheel".getBytes(UTF_8);
  static final String OUTPUT = "out/demo-1.0-py3-none-any.whl";

  final FakeServer fake;
  final Store store;
  final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final List<Connection> connections = new ArrayList<>();

  World(Path folder) {
    this(folder, new FakeServer());
  }

  World(Path folder, FakeServer fake) {
    this.fake = fake;
    this.store = Store.open(folder.resolve("store"));
    fake.work = _ -> wheel();
  }

  /// A result with one output, as servers of the buildbox family give it: in a folder.
  build.bazel.remote.execution.v2.ActionResult wheel() {
    return output(WHEEL).build();
  }

  /// The result of an action that wrote such a wheel, with its content on the server.
  build.bazel.remote.execution.v2.ActionResult.Builder output(byte[] wheel) {
    Digest digest = fake.cas.put(wheel);
    Directory folder =
        new Directory(
            List.of(new Directory.FileNode("demo-1.0-py3-none-any.whl", digest, false)),
            List.of(),
            List.of());
    return build.bazel.remote.execution.v2.ActionResult.newBuilder()
        .addOutputDirectories(
            OutputDirectory.newBuilder()
                .setPath("out")
                .setTreeDigest(FakeCas.message(tree(folder.toBytes()))));
  }

  private Digest tree(byte[] root) {
    return fake.cas.put(
        build.bazel.remote.execution.v2.Tree.newBuilder()
            .setRoot(ByteString.copyFrom(root))
            .build()
            .toByteArray());
  }

  /// A result that names one output file, whose content need not be there.
  static build.bazel.remote.execution.v2.ActionResult file(String path, Digest digest) {
    return build.bazel.remote.execution.v2.ActionResult.newBuilder()
        .addOutputFiles(OutputFile.newBuilder().setPath(path).setDigest(FakeCas.message(digest)))
        .build();
  }

  Action action() {
    return action(Duration.ofMinutes(5));
  }

  Action action(Duration timeout) {
    return action(timeout, "input".getBytes(UTF_8));
  }

  Action action(Duration timeout, byte[] input) {
    Tree tree = new Tree();
    tree.file("tmp/work/input.txt", store.put(input), false);
    Command command =
        new Command(
            List.of("/bin/true"), new TreeMap<>(Map.of("A", "b")), "tmp/work", List.of("out"));
    return new Action(
        store.put(command.toBytes()), tree.store(store), "salt", Surroundings.USUAL, timeout);
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  Access access() {
    return Access.to(Address.parse(fake.address()));
  }

  Connection connection(Backoff backoff) {
    Connection connection = new Connection(access(), "asaman test", backoff);
    connections.add(connection);
    return connection;
  }

  Server server() throws InterruptedException {
    return server(QUICK);
  }

  Server server(Backoff backoff) throws InterruptedException {
    Connection connection = connection(backoff);
    return new Server(connection, ServerFacts.ask(connection, true), store);
  }

  /// Evaluates actions on the server, without a look at its workers.
  Executor executor() throws InterruptedException {
    return executor(QUICK);
  }

  Executor executor(Backoff backoff) throws InterruptedException {
    return executor(server(backoff), false);
  }

  Executor executor(Server server, boolean anew) {
    Inputs inputs = new Inputs(store, server.uploads(), Map::of);
    return new RemoteExecutor(server, store, inputs, results(server, true), anew, 1);
  }

  RemoteResults results(Server server, boolean needed) {
    return new RemoteResults(server, store, needed, warnings::add);
  }

  RemoteCluster connect(Access access, boolean executes) throws InterruptedException {
    return RemoteCluster.connect(
        access,
        new RemoteCluster.Use(executes, false, 2),
        "asaman test",
        store,
        warnings::add,
        QUICK);
  }

  ActionResult execute() throws InterruptedException {
    return executor().execute(action(), _ -> {});
  }

  /// Asserts that the result is the wheel that an honest server gives, whole in the store.
  void requireWheel(ActionResult result) {
    assertThat(result.exitCode()).isZero();
    Optional<Digest> wheel = result.output(OUTPUT).map(ActionResult.OutputFile::digest);
    assertThat(wheel).contains(Digest.of(WHEEL));
    assertThat(store.read(wheel.orElseThrow())).isEqualTo(WHEEL);
  }

  /// Asserts that it fails with one line that names the server, which is returned.
  String refusal(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(AsamanException.class);
    List<String> lines = Wording.lines(((AsamanException) thrown).problem());
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).matches("grpcs?://[^ ]+: .*");
    assertThat(store.has(Digest.of(WHEEL))).as("a wheel of a failed call").isFalse();
    return lines.getFirst();
  }

  String text(Digest digest) {
    return new String(store.read(digest), UTF_8);
  }

  @Override
  public void close() {
    connections.forEach(Connection::close);
    store.close();
    fake.close();
  }
}
