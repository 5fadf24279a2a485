package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import build.bazel.remote.execution.v2.ExecuteRequest;
import build.bazel.remote.execution.v2.ExecuteResponse;
import build.bazel.remote.execution.v2.ExecutionStage;
import build.bazel.remote.execution.v2.OutputDirectory;
import build.bazel.remote.execution.v2.OutputFile;
import build.bazel.remote.execution.v2.Tree;
import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.PreconditionFailure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.asaman.exec.Action;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Directory;
import org.asaman.exec.Executor;
import org.asaman.problem.AsamanException;
import org.asaman.store.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Actions on a server that fails, forgets and lies.
final class ExecutionTest {
  private static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoLiteUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  private RemoteWorld world;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world = new RemoteWorld(folder);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private ActionResult execute() throws InterruptedException {
    return world.executor().execute(world.action(""), _ -> {});
  }

  private String output(ActionResult result, String path) {
    return new String(world.store.read(result.output(path).orElseThrow().digest()), UTF_8);
  }

  @Test
  void anActionArrivesWholeAndItsResultComesBack() throws Exception {
    world.fake.work = _ -> world.gives("out/answer", "42");
    List<String> phases = new ArrayList<>();
    Action action = world.action("");
    ActionResult result = world.executor().execute(action, phases::add);
    assertThat(output(result, "out/answer")).isEqualTo("42");
    assertThat(result.fromElsewhere()).isTrue();
    assertThat(phases).containsExactly("upload", "queue", "build", "download");
    assertThat(world.fake.blobs)
        .containsKeys(
            action.digest().hash(),
            action.command().hash(),
            action.inputRoot().hash(),
            Digest.ofUtf8("hello").hash(),
            Digest.ofUtf8("tool").hash());
  }

  @Test
  void aServerThatIsRestartedAndForgetsTheOperationGetsItAgain() throws Exception {
    AtomicInteger turn = new AtomicInteger();
    world.fake.work = _ -> world.gives("out/answer", "42");
    world.fake.telling =
        (server, request, client) -> {
          if (turn.getAndIncrement() == 0) {
            client.onNext(FakeServer.operation("op", ExecutionStage.Value.EXECUTING));
            client.onError(Status.UNAVAILABLE.asRuntimeException());
          } else {
            FakeServer.tellAll(server, request, client);
          }
        };
    world.fake.fail("WaitExecution", Status.NOT_FOUND);
    assertThat(output(execute(), "out/answer")).isEqualTo("42");
    assertThat(world.fake.calls("Execute")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamThatEndsEarlyIsTakenUpByTheOperationsName(boolean withError) throws Exception {
    world.fake.work = _ -> world.gives("out/answer", "42");
    world.fake.telling =
        (_, _, client) -> {
          client.onNext(FakeServer.operation("op", ExecutionStage.Value.EXECUTING));
          if (withError) {
            client.onError(Status.UNAVAILABLE.asRuntimeException());
          } else {
            client.onCompleted();
          }
        };
    assertThat(output(execute(), "out/answer")).isEqualTo("42");
    assertThat(world.fake.calls("Execute")).isEqualTo(1);
    assertThat(world.fake.calls("WaitExecution")).isEqualTo(1);
  }

  private static com.google.rpc.Status missing() {
    PreconditionFailure failure =
        PreconditionFailure.newBuilder()
            .addViolations(
                PreconditionFailure.Violation.newBuilder().setType("MISSING").setSubject("blobs/x"))
            .build();
    return com.google.rpc.Status.newBuilder()
        .setCode(Status.Code.FAILED_PRECONDITION.value())
        .addDetails(
            Any.newBuilder()
                .setTypeUrl("type.googleapis.com/google.rpc.PreconditionFailure")
                .setValue(failure.toByteString()))
        .build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contentThatIsGoneBetweenCheckAndUseIsSentAgain(boolean withinTheAnswer) throws Exception {
    Action action = world.action("");
    AtomicInteger turn = new AtomicInteger();
    Function<ExecuteRequest, ExecuteResponse> works = _ -> world.gives("out/answer", "42");
    world.fake.work = works;
    world.fake.telling =
        (server, request, client) -> {
          if (turn.getAndIncrement() > 0) {
            FakeServer.tellAll(server, request, client);
            return;
          }
          server.blobs.clear();
          if (withinTheAnswer) {
            client.onNext(
                FakeServer.done("op", ExecuteResponse.newBuilder().setStatus(missing()).build()));
            client.onCompleted();
          } else {
            Metadata trailers = new Metadata();
            trailers.put(DETAILS, missing());
            client.onError(Status.FAILED_PRECONDITION.asRuntimeException(trailers));
          }
        };
    ActionResult result = world.executor().execute(action, _ -> {});
    assertThat(output(result, "out/answer")).isEqualTo("42");
    assertThat(world.fake.blobs).containsKey(action.inputRoot().hash());
    assertThat(world.fake.received.get(action.digest().hash()).get()).isEqualTo(2);
  }

  @Test
  void contentThatIsAlwaysGoneEndsAfterFiveTurns() throws Exception {
    world.fake.work = _ -> ExecuteResponse.newBuilder().setStatus(missing()).build();
    assertThatThrownBy(this::execute)
        .isInstanceOf(AsamanException.class)
        .hasMessageStartingWith(
            world.fake.address() + ": refuses content that it had a moment ago");
    assertThat(world.fake.calls("Execute")).isEqualTo(5);
  }

  @Test
  void aResultWhoseFilesAreGoneIsMadeAgain() throws Exception {
    List<Boolean> skipped = new ArrayList<>();
    world.fake.work =
        request -> {
          skipped.add(request.getSkipCacheLookup());
          ExecuteResponse response = world.gives("out/answer", "42");
          if (skipped.size() == 1) {
            world.fake.blobs.remove(Digest.ofUtf8("42").hash());
          }
          return response;
        };
    assertThat(output(execute(), "out/answer")).isEqualTo("42");
    assertThat(skipped).containsExactly(false, true);
  }

  @Test
  void aFailureThatIsRememberedThereIsTriedOnceMore() throws Exception {
    world.fake.work =
        request ->
            request.getSkipCacheLookup()
                ? world.gives("out/answer", "42")
                : ExecuteResponse.newBuilder()
                    .setCachedResult(true)
                    .setResult(
                        build.bazel.remote.execution.v2.ActionResult.newBuilder().setExitCode(137))
                    .build();
    assertThat(execute().exitCode()).isZero();
    world.fake.work =
        _ ->
            ExecuteResponse.newBuilder()
                .setCachedResult(true)
                .setResult(
                    build.bazel.remote.execution.v2.ActionResult.newBuilder()
                        .setExitCode(1)
                        .setStdoutRaw(ByteString.copyFromUtf8("out "))
                        .setStderrDigest(Protocol.message(world.fake.put("err".getBytes(UTF_8)))))
                .build();
    ActionResult failed = execute();
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(new String(world.store.read(failed.log()), UTF_8)).isEqualTo("out err");
  }

  @Test
  void anActionThatTakesTooLongIsCancelled() throws Exception {
    world.fake.telling =
        (_, _, client) -> client.onNext(FakeServer.operation("op", ExecutionStage.Value.EXECUTING));
    Action action = world.action("").withTimeout(Duration.ofMillis(300));
    assertThat(world.executor().execute(action, _ -> {}).exitCode()).isEqualTo(Executor.TIMED_OUT);
    assertThat(world.fake.calls("CancelOperation")).isEqualTo(1);
  }

  @Test
  void theServersOwnLimitIsALimitToo() throws Exception {
    world.fake.work =
        _ ->
            ExecuteResponse.newBuilder()
                .setStatus(
                    com.google.rpc.Status.newBuilder()
                        .setCode(Status.Code.DEADLINE_EXCEEDED.value()))
                .build();
    assertThat(execute().exitCode()).isEqualTo(Executor.TIMED_OUT);
  }

  @Test
  void anInterruptedThreadCancelsItsAction() throws Exception {
    CountDownLatch runs = new CountDownLatch(1);
    world.fake.telling =
        (_, _, client) -> {
          client.onNext(FakeServer.operation("op", ExecutionStage.Value.EXECUTING));
          runs.countDown();
        };
    RemoteExecutor executor = world.executor();
    Action action = world.action("");
    CountDownLatch seen = new CountDownLatch(1);
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          try {
            ActionResult _ =
                executor.execute(
                    action,
                    phase -> {
                      if (phase.equals(Executor.RUNS)) {
                        seen.countDown();
                      }
                    });
            return false;
          } catch (InterruptedException _) {
            return true;
          }
        });
    Thread thread = Thread.ofPlatform().start(task);
    runs.await();
    seen.await();
    thread.interrupt();
    assertThat(task.get()).isTrue();
    assertThat(world.fake.calls("CancelOperation")).isEqualTo(1);
  }

  @Test
  void aServerThatFailsForGoodIsToldInOneLineAfterFiveAttempts() {
    world.fake.work =
        _ ->
            ExecuteResponse.newBuilder()
                .setStatus(
                    com.google.rpc.Status.newBuilder()
                        .setCode(Status.Code.INTERNAL.value())
                        .setMessage("no worker\nlines"))
                .build();
    assertThatThrownBy(this::execute)
        .isInstanceOf(AsamanException.class)
        .hasMessage(
            world.fake.address()
                + ": failed when asked for the execution of an action (no worker); ask who runs it");
    assertThat(world.fake.calls("Execute")).isEqualTo(5);
  }

  @Test
  void aPropertyThatTheServerDoesNotKnowIsToldAtOnce() {
    world.fake.fail(
        "Execute", Status.FAILED_PRECONDITION.withDescription("Unregistered platform property"));
    assertThatThrownBy(this::execute)
        .isInstanceOf(AsamanException.class)
        .hasMessageStartingWith(
            world.fake.address()
                + ": refuses the execution of an action (Unregistered platform property)");
    assertThat(world.fake.calls("Execute")).isEqualTo(1);
  }

  static Stream<build.bazel.remote.execution.v2.ActionResult> nonsense() {
    build.bazel.remote.execution.v2.Digest empty = Protocol.message(Digest.of(new byte[0]));
    Stream<String> paths = Stream.of("", "/etc/passwd", "../x", "out/../../x", "out//x", "out/\0");
    return Stream.of(
            paths.map(path -> file(path, empty)),
            Stream.of(
                file("out/x", build.bazel.remote.execution.v2.Digest.newBuilder().build()),
                file("out/x", empty.toBuilder().setSizeBytes(-1).build()),
                file("out/x", empty.toBuilder().setHash("ff").build()),
                file("out/x", empty.toBuilder().setSizeBytes(1L << 50).build())),
            Stream.of(many(5000, empty)))
        .flatMap(s -> s);
  }

  private static build.bazel.remote.execution.v2.ActionResult file(
      String path, build.bazel.remote.execution.v2.Digest digest) {
    return build.bazel.remote.execution.v2.ActionResult.newBuilder()
        .addOutputFiles(OutputFile.newBuilder().setPath(path).setDigest(digest))
        .build();
  }

  private static build.bazel.remote.execution.v2.ActionResult many(
      int count, build.bazel.remote.execution.v2.Digest digest) {
    var result = build.bazel.remote.execution.v2.ActionResult.newBuilder();
    for (int i = 0; i < count; i++) {
      result.addOutputFiles(OutputFile.newBuilder().setPath("out/" + i).setDigest(digest));
    }
    return result.build();
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void aResultThatIsNonsenseIsRefused(build.bazel.remote.execution.v2.ActionResult result) {
    world.fake.work = _ -> ExecuteResponse.newBuilder().setResult(result).build();
    assertThatThrownBy(this::execute)
        .isInstanceOf(AsamanException.class)
        .hasMessageStartingWith(world.fake.address() + ": answers with ")
        .hasMessageEndingWith("; do not use this server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not a message of any kind", ""})
  void anAnswerThatIsNoneIsRefusedInTheEnd(String garbage) {
    world.fake.telling =
        (_, _, client) -> {
          client.onNext(
              Operation.newBuilder()
                  .setName("op")
                  .setDone(true)
                  .setMetadata(Any.newBuilder().setValue(ByteString.copyFromUtf8("\377\377")))
                  .setResponse(
                      Any.newBuilder()
                          .setTypeUrl("type.googleapis.com/some.Thing")
                          .setValue(ByteString.copyFromUtf8(garbage)))
                  .build());
          client.onCompleted();
        };
    assertThatThrownBy(this::execute)
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("its answer is no result of an action");
  }

  private ExecuteResponse folder(OutputDirectory.Builder folder) {
    return ExecuteResponse.newBuilder()
        .setResult(
            build.bazel.remote.execution.v2.ActionResult.newBuilder()
                .addOutputDirectories(folder.setPath("out")))
        .build();
  }

  private byte[] directory() {
    Digest file = world.fake.put("42".getBytes(UTF_8));
    Digest inner = world.fake.put(new Directory(List.of(), List.of(), List.of()).toBytes());
    return new Directory(
            List.of(new Directory.FileNode("answer", file, true)),
            List.of(new Directory.DirectoryNode("deeper", inner)),
            List.of(new Directory.SymlinkNode("link", "/etc/passwd")))
        .toBytes();
  }

  @Test
  void anOutputFolderComesAsATree() throws Exception {
    Digest tree =
        world.fake.put(
            Tree.newBuilder().setRoot(Protocol.bytes(directory())).build().toByteArray());
    world.fake.work =
        _ -> folder(OutputDirectory.newBuilder().setTreeDigest(Protocol.message(tree)));
    ActionResult result = execute();
    assertThat(output(result, "out/answer")).isEqualTo("42");
    assertThat(result.outputs()).hasSize(1).allMatch(ActionResult.OutputFile::executable);
  }

  @Test
  void orByItself() throws Exception {
    Digest root = world.fake.put(directory());
    world.fake.work =
        _ -> folder(OutputDirectory.newBuilder().setRootDirectoryDigest(Protocol.message(root)));
    assertThat(output(execute(), "out/answer")).isEqualTo("42");
    assertThat(world.fake.calls("GetTree")).isGreaterThan(0);
  }

  @Test
  void aTreeThatIsNoneIsRefused() {
    Digest tree = world.fake.put("\377\377\377".getBytes(UTF_8));
    world.fake.work =
        _ -> folder(OutputDirectory.newBuilder().setTreeDigest(Protocol.message(tree)));
    assertThatThrownBy(this::execute)
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("answers with an output folder that is none: out");
  }

  @Test
  void aServerThatGoesAwayIsNotWaitedForAgain() throws Exception {
    RemoteExecutor executor = world.executor();
    Address address = world.fake.address();
    world.fake.close();
    for (int i = 0; i < 3; i++) {
      Action action = world.action("" + i);
      assertThatThrownBy(() -> executor.execute(action, _ -> {}))
          .isInstanceOf(AsamanException.class)
          .hasMessageStartingWith(address + ": does not answer (")
          .hasMessageEndingWith("; is it running, and is grpc or grpcs right?");
    }
  }

  @Test
  void aFailureWithoutDetailsIsNoMissingContent() {
    StatusRuntimeException plain = Status.FAILED_PRECONDITION.asRuntimeException(new Metadata());
    world.fake.fail("Execute", plain);
    assertThatThrownBy(this::execute).isInstanceOf(AsamanException.class);
    assertThat(world.fake.calls("Execute")).isEqualTo(1);
  }
}
