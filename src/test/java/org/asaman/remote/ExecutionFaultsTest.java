package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import build.bazel.remote.execution.v2.ExecuteResponse;
import build.bazel.remote.execution.v2.ExecutionStage;
import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import com.google.rpc.PreconditionFailure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Executor;
import org.asaman.store.Digest;
import org.asaman.testing.FakeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Servers that fail while they execute: the right result, or one line.
final class ExecutionFaultsTest {
  private static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoLiteUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  private static final Backoff IMPATIENT =
      new Backoff(
          5,
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          Duration.ofMillis(300),
          Duration.ofMillis(200));

  @TempDir Path folder;
  private World world;
  private FakeServer fake;

  @BeforeEach
  void open() {
    world = new World(folder);
    fake = world.fake;
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anHonestServerGivesTheResult() throws Exception {
    world.requireWheel(world.execute());
    assertThat(fake.count("Execute")).isEqualTo(1);
    assertThat(fake.cancelled).isEmpty();
  }

  @Test
  void aServerThatIsAwayIsSaidInOneLine() {
    fake.stop();
    assertThat(world.refusal(() -> world.executor()))
        .contains("does not answer")
        .contains("is it running");
  }

  @Test
  void aServerThatGoesAwayInARunIsCalledFiveTimes() throws Exception {
    Executor executor = world.executor();
    fake.fail("Execute", Status.UNAVAILABLE.withDescription("down for a while"));
    assertThat(world.refusal(() -> executor.execute(world.action(), _ -> {})))
        .contains("does not answer (down for a while)");
    assertThat(fake.count("Execute")).isEqualTo(5);
  }

  @Test
  void aSlowServerIsSaidInOneLine() {
    fake.fail("GetCapabilities", Status.DEADLINE_EXCEEDED);
    assertThat(world.refusal(() -> world.executor())).contains("gave no answer in time");
    assertThat(fake.count("GetCapabilities")).as("of the first call").isEqualTo(3);
  }

  @Test
  void aServerThatNeverAnswersIsNotWaitedForLongerThanACallMayTake() throws Exception {
    Server server = world.server(IMPATIENT);
    CountDownLatch stuck = new CountDownLatch(1);
    fake.cas.altered =
        content -> {
          await(stuck);
          return content;
        };
    Digest digest = fake.cas.put(World.WHEEL);
    assertThat(
            world.refusal(() ->
                new Cas(server.connection(), server.facts(), new Traffic())
                    .fetch(List.of(digest), world.store)))
        .contains("gave no answer in time when asked for content");
    assertThat(fake.count("BatchReadBlobs")).isEqualTo(5);
    stuck.countDown();
  }

  @Test
  void anOperationThatARestartedServerForgotIsExecutedAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    fake.execute =
        (request, answer) -> {
          if (runs.incrementAndGet() > 1) {
            fake.honestly(request, answer);
            return;
          }
          answer.onNext(FakeServer.running(fake.newName(), ExecutionStage.Value.EXECUTING));
          Thread.ofPlatform().start(fake::restart); // the connection drops with it
        };
    Backoff longer =
        new Backoff(
            5,
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60));
    world.requireWheel(world.executor(longer).execute(world.action(), _ -> {}));
    assertThat(runs).hasValue(2);
    assertThat(fake.calls).containsSubsequence("Execute", "WaitExecution", "Execute");
  }

  @Test
  void anOperationThatTheServerKnowsIsNotExecutedTwice() throws Exception {
    fake.execute =
        (_, answer) -> {
          String name = fake.newName();
          answer.onNext(FakeServer.running(name, ExecutionStage.Value.EXECUTING));
          fake.operations.put(name, FakeServer.done(name, world.wheel()));
          answer.onError(Status.UNAVAILABLE.asException());
        };
    world.requireWheel(world.execute());
    assertThat(fake.count("Execute")).isEqualTo(1);
    assertThat(fake.count("WaitExecution")).isEqualTo(1);
  }

  @Test
  void aServerThatRestartsWithoutEndIsLeft() throws Exception {
    Executor executor = world.executor();
    fake.execute =
        (_, answer) -> {
          answer.onNext(FakeServer.running(fake.newName(), ExecutionStage.Value.EXECUTING));
          answer.onError(Status.UNAVAILABLE.asException());
        };
    assertThat(world.refusal(() -> executor.execute(world.action(), _ -> {})))
        .contains("does not answer");
    assertThat(fake.count("Execute") + fake.count("WaitExecution")).isEqualTo(5);
  }

  @Test
  void anActionWhoseWorkerWasLostIsExecutedAgainAndNotAskedForAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    fake.execute =
        (request, answer) -> {
          if (runs.incrementAndGet() > 1) {
            fake.honestly(request, answer);
            return;
          }
          String name = fake.newName();
          Operation lost =
              FakeServer.done(
                  name,
                  ExecuteResponse.newBuilder()
                      .setStatus(
                          com.google.rpc.Status.newBuilder()
                              .setCode(Status.Code.UNAVAILABLE.value())
                              .setMessage("the worker was lost"))
                      .build());
          fake.operations.put(name, lost);
          answer.onNext(lost);
          answer.onCompleted();
        };
    world.requireWheel(world.execute());
    assertThat(fake.calls)
        .containsSubsequence("Execute", "Execute")
        .doesNotContain("WaitExecution");
  }

  @Test
  void aStreamThatEndsWithoutAResultIsTakenUpAgain() throws Exception {
    fake.execute =
        (_, answer) -> {
          String name = fake.newName();
          answer.onNext(FakeServer.running(name, ExecutionStage.Value.QUEUED));
          fake.operations.put(name, FakeServer.done(name, world.wheel()));
          answer.onCompleted();
        };
    world.requireWheel(world.execute());
    assertThat(fake.count("Execute")).isEqualTo(1);
  }

  @Test
  void aStreamThatFallsSilentIsTakenUpAgain() throws Exception {
    Executor executor = world.executor(IMPATIENT);
    fake.execute =
        (_, answer) -> {
          String name = fake.newName();
          answer.onNext(FakeServer.running(name, ExecutionStage.Value.EXECUTING));
          fake.operations.put(name, FakeServer.done(name, world.wheel()));
        };
    world.requireWheel(executor.execute(world.action(), _ -> {}));
    assertThat(fake.count("Execute")).isEqualTo(1);
    assertThat(fake.count("WaitExecution")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAM", "RESPONSE", "OPERATION"})
  void contentThatWasEvictedBeforeItsUseIsSentAgain(Where where) throws Exception {
    Digest input = Digest.ofUtf8("input");
    AtomicInteger runs = new AtomicInteger();
    fake.execute =
        (request, answer) -> {
          if (runs.incrementAndGet() > 1) {
            fake.honestly(request, answer);
            return;
          }
          fake.cas.blobs.remove(input);
          where.answer(fake, answer, missing(input));
        };
    world.requireWheel(world.execute());
    assertThat(runs).hasValue(2);
    assertThat(fake.cas.stored.stream().filter(input::equals)).hasSize(2);
    assertThat(fake.cas.blobs).containsKey(input);
  }

  /// Where a server says that content is missing.
  enum Where {
    STREAM,
    RESPONSE,
    OPERATION;

    void answer(
        FakeServer fake,
        io.grpc.stub.StreamObserver<Operation> answer,
        com.google.rpc.Status status) {
      String name = fake.newName();
      if (this == STREAM) {
        Metadata trailers = new Metadata();
        trailers.put(DETAILS, status);
        answer.onError(Status.FAILED_PRECONDITION.asException(trailers));
        return;
      }
      answer.onNext(
          this == RESPONSE
              ? FakeServer.done(name, ExecuteResponse.newBuilder().setStatus(status).build())
              : Operation.newBuilder().setName(name).setDone(true).setError(status).build());
      answer.onCompleted();
    }
  }

  private static com.google.rpc.Status missing(Digest digest) {
    return com.google.rpc.Status.newBuilder()
        .setCode(Status.Code.FAILED_PRECONDITION.value())
        .setMessage("content is missing")
        .addDetails(
            FakeServer.any(
                "google.rpc.PreconditionFailure",
                PreconditionFailure.newBuilder()
                    .addViolations(
                        PreconditionFailure.Violation.newBuilder()
                            .setType("MISSING")
                            .setSubject("blobs/" + digest))
                    .build()))
        .build();
  }

  @Test
  void evictionThatNeverEndsIsGivenUpAfterFiveAttempts() throws Exception {
    Executor executor = world.executor();
    fake.execute = (_, answer) -> Where.STREAM.answer(fake, answer, missing(Digest.ofUtf8("x")));
    assertThat(world.refusal(() -> executor.execute(world.action(), _ -> {})))
        .contains("content that it had a moment ago");
    assertThat(fake.count("Execute")).isEqualTo(5);
  }

  @Test
  void anotherFailedPreconditionIsNotTriedAgain() throws Exception {
    Executor executor = world.executor();
    fake.fail("Execute", Status.FAILED_PRECONDITION.withDescription("no worker has a moon"));
    assertThat(world.refusal(() -> executor.execute(world.action(), _ -> {})))
        .contains("refuses the execution of an action (no worker has a moon)");
    assertThat(fake.count("Execute")).isEqualTo(1);
  }

  @Test
  void anOutputThatWasEvictedIsMadeAnew() throws Exception {
    fake.results.put(world.action().digest(), World.file("out/a", Digest.ofUtf8("gone")));
    world.requireWheel(world.execute());
    assertThat(fake.executed.stream().map(r -> r.getSkipCacheLookup()))
        .containsExactly(false, true);
  }

  @Test
  void outputsThatAreAlwaysGoneAreGivenUpAfterFiveAttempts() throws Exception {
    Executor executor = world.executor();
    fake.work = _ -> World.file("out/a", Digest.ofUtf8("gone"));
    assertThat(world.refusal(() -> executor.execute(world.action(), _ -> {})))
        .contains("content that it had a moment ago");
    assertThat(fake.count("Execute")).isEqualTo(5);
  }

  @Test
  void aFailureThatTheServerRemembersIsExecutedOnceMore() throws Exception {
    fake.results.put(
        world.action().digest(),
        build.bazel.remote.execution.v2.ActionResult.newBuilder().setExitCode(1).build());
    world.requireWheel(world.execute());
    assertThat(fake.executed.stream().map(r -> r.getSkipCacheLookup()))
        .containsExactly(false, true);
  }

  @Test
  void aFailureThatIsNoneOfTheCacheIsTheResult() throws Exception {
    fake.work =
        _ ->
            build.bazel.remote.execution.v2.ActionResult.newBuilder()
                .setExitCode(3)
                .setStderrRaw(ByteString.copyFromUtf8("it failed"))
                .build();
    ActionResult result = world.execute();
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(world.text(result.log())).isEqualTo("it failed");
    assertThat(fake.count("Execute")).isEqualTo(1);
  }

  @Test
  void anActionWhoseTimeIsOverIsEndedThere() throws Exception {
    fake.execute =
        (_, answer) -> answer.onNext(FakeServer.running("slow", ExecutionStage.Value.EXECUTING));
    ActionResult result = world.executor().execute(world.action(Duration.ofSeconds(1)), _ -> {});
    assertThat(result.exitCode()).isEqualTo(Executor.TIMED_OUT);
    assertThat(fake.cancelled).containsExactly("slow");
  }

  @Test
  void aServerThatEndsAnActionForItsTimeGivesNoResultWhateverItSends() throws Exception {
    fake.execute =
        (_, answer) -> {
          answer.onNext(
              FakeServer.done(
                  "late",
                  ExecuteResponse.newBuilder()
                      .setResult(world.wheel())
                      .setStatus(
                          com.google.rpc.Status.newBuilder()
                              .setCode(Status.Code.DEADLINE_EXCEEDED.value()))
                      .build()));
          answer.onCompleted();
        };
    ActionResult result = world.execute();
    assertThat(result.exitCode()).isEqualTo(Executor.TIMED_OUT);
    assertThat(result.outputs()).isEmpty();
  }

  @Test
  void anActionThatIsLostLateHasAllItsTimeAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    fake.execute =
        (request, answer) -> {
          if (runs.incrementAndGet() > 1) {
            pause(Duration.ofSeconds(2));
            fake.honestly(request, answer);
            return;
          }
          answer.onNext(FakeServer.running("lost", ExecutionStage.Value.EXECUTING));
          pause(Duration.ofSeconds(2));
          answer.onError(Status.UNAVAILABLE.asException());
        };
    world.requireWheel(world.executor().execute(world.action(Duration.ofMillis(3500)), _ -> {}));
  }

  @Test
  void anInterruptedThreadEndsItsActionThere() throws Exception {
    CountDownLatch runs = new CountDownLatch(1);
    fake.execute =
        (_, answer) -> answer.onNext(FakeServer.running("left", ExecutionStage.Value.EXECUTING));
    Executor executor = world.executor();
    CompletableFuture<Object> end = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                end.complete(
                    executor.execute(
                        world.action(),
                        phase -> {
                          if (phase.equals(Executor.RUNS)) {
                            runs.countDown();
                          }
                        }));
              } catch (Throwable e) {
                end.complete(e);
              }
            });
    await(runs);
    thread.interrupt();
    assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(fake.cancelled).containsExactly("left");
  }

  @Test
  void whatAnActionDoesIsToldInWords() throws Exception {
    List<String> phases = new java.util.ArrayList<>();
    world.requireWheel(world.executor().execute(world.action(), phases::add));
    assertThat(phases).containsExactly("upload", "queue", Executor.RUNS, "download");
  }

  @ParameterizedTest
  @EnumSource
  void anOperationThatHoldsNoResultIsGivenUpAfterFiveAttempts(Nonsense nonsense) throws Exception {
    Executor executor = world.executor();
    fake.execute =
        (_, answer) -> {
          answer.onNext(nonsense.operation(fake.newName(), world));
          answer.onCompleted();
        };
    assertThat(world.refusal(() -> executor.execute(world.action(), _ -> {})))
        .contains("failed when asked for the execution of an action")
        .contains("its answer is no result");
    assertThat(fake.count("Execute")).isEqualTo(5);
  }

  /// Operations that are done and hold nothing that is a result.
  enum Nonsense {
    NOTHING,
    NO_RESULT,
    GARBAGE,
    ANOTHER_TYPE;

    Operation operation(String name, World world) {
      Operation.Builder done = Operation.newBuilder().setName(name).setDone(true);
      String type = "build.bazel.remote.execution.v2.ExecuteResponse";
      return switch (this) {
        case NOTHING -> done.build();
        case NO_RESULT -> FakeServer.done(name, ExecuteResponse.getDefaultInstance());
        case GARBAGE ->
            done.setResponse(
                    FakeServer.any(type, ExecuteResponse.getDefaultInstance()).toBuilder()
                        .setValue(ByteString.copyFrom(new byte[] {-1, -1, -1, 7})))
                .build();
        case ANOTHER_TYPE ->
            done.setResponse(
                    FakeServer.any(
                        "google.rpc.Status",
                        ExecuteResponse.newBuilder()
                            .setResult(World.file("out/a", Digest.of(World.WHEEL)))
                            .build()))
                .build();
      };
    }
  }

  @Test
  void credentialsThatAreRefusedAreNotTriedAgainNorPrinted() throws Exception {
    for (Status.Code code : List.of(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED)) {
      fake.calls.clear();
      String secret = "Bearer a-very-secret-token";
      fake.fail(
          "GetCapabilities", code.toStatus().withDescription("'" + secret + "' is not good here"));
      Access access =
          new Access(
              world.access().address(),
              new java.util.TreeMap<>(java.util.Map.of("authorization", secret)),
              java.util.Optional.empty(),
              java.util.Optional.empty(),
              java.util.Optional.empty(),
              new java.util.TreeMap<>());
      String line = world.refusal(() -> world.connect(access, true).close());
      assertThat(line)
          .contains("is not good here")
          .contains(
              code == Status.Code.UNAUTHENTICATED
                  ? "does not accept the credentials"
                  : "does not allow this")
          .doesNotContain("secret");
      assertThat(access.toString()).doesNotContain("secret");
      assertThat(fake.count("GetCapabilities")).isEqualTo(1);
      assertThat(
              fake.headers
                  .getLast()
                  .get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
          .isEqualTo(secret);
    }
  }

  @Test
  void credentialsThatExpireInARunAreSaidOnce() throws Exception {
    Executor executor = world.executor();
    world.requireWheel(executor.execute(world.action(), _ -> {}));
    fake.fail("Execute", Status.UNAUTHENTICATED.withDescription("the token has expired"));
    assertThat(catchThrowable(() -> executor.execute(world.action().withSalt("other"), _ -> {})))
        .hasMessageContaining("does not accept the credentials (the token has expired)")
        .hasMessageContaining("renew them");
    assertThat(fake.count("Execute")).isEqualTo(2);
  }

  @Test
  void noServerWritesToTheTerminalAsItLikes() throws Exception {
    fake.fail(
        "GetCapabilities", Status.PERMISSION_DENIED.withDescription("a\u001b[2Jb\nsecond line"));
    assertThat(world.refusal(() -> world.executor())).doesNotContain("\u001b", "\n", "second");
  }

  @Test
  void aServerThatFloodsIsReadNoFasterThanItIsHeard() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    ByteString much = ByteString.copyFrom(new byte[1 << 20]);
    fake.execute =
        (_, answer) -> {
          var stream = (io.grpc.stub.ServerCallStreamObserver<Operation>) answer;
          Operation large =
              FakeServer.running("flood", ExecutionStage.Value.EXECUTING).toBuilder()
                  .setResponse(com.google.protobuf.Any.newBuilder().setTypeUrl("x").setValue(much))
                  .build();
          while (sent.get() < 100 && !Thread.currentThread().isInterrupted()) {
            if (stream.isReady()) {
              stream.onNext(large);
              sent.incrementAndGet();
            } else {
              pause(Duration.ofMillis(5));
            }
          }
        };
    CountDownLatch heard = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                var _ =
                    world
                        .executor()
                        .execute(
                            world.action(),
                            phase -> {
                              if (phase.equals(Executor.RUNS)) {
                                heard.countDown();
                                pause(Duration.ofMinutes(5)); // a consumer that is slow
                              }
                            });
              } catch (Exception _) {
                // interrupted below
              }
            });
    await(heard);
    pause(Duration.ofSeconds(1));
    assertThat(sent.get()).isLessThan(20);
    thread.interrupt();
    thread.join();
  }

  @Test
  void aSocketThatSpeaksNonsenseIsSaidInOneLine() throws Exception {
    try (java.net.ServerSocket socket =
        new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
      Thread _ =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!socket.isClosed()) {
                  try (java.net.Socket client = socket.accept()) {
                    client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nhello".getBytes(UTF_8));
                  } catch (java.io.IOException _) {
                    // the next one
                  }
                }
              });
      Access access = Access.to(Address.parse("grpc://127.0.0.1:" + socket.getLocalPort()));
      assertThat(world.refusal(() -> world.connect(access, true).close()))
          .containsAnyOf("does not answer", "failed when asked for its capabilities");
    }
  }

  @Test
  void messagesThatAreNoneAreSaidInOneLine() throws Exception {
    try (GarbageServer garbage = new GarbageServer()) {
      Access access = Access.to(Address.parse("grpc://127.0.0.1:" + garbage.port()));
      assertThat(world.refusal(() -> world.connect(access, true).close()))
          .contains("failed when asked for its capabilities");
      assertThat(garbage.calls()).as("of the first call").isEqualTo(3);
    }
  }

  @Test
  void anExecuteStreamOfNonsenseIsSaidInOneLine() throws Exception {
    Server server = world.server();
    try (GarbageServer garbage = new GarbageServer()) {
      Connection connection =
          new Connection(
              Access.to(Address.parse("grpc://127.0.0.1:" + garbage.port())),
              "asaman test",
              World.QUICK);
      Server lying = new Server(connection, server.facts(), world.store);
      Execution execution =
          new Execution(
              lying.connection(),
              Digest.ofUtf8("action"),
              false,
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              _ -> {});
      assertThat(world.refusal(execution::run))
          .contains("failed when asked for the execution of an action");
      assertThat(garbage.calls()).isEqualTo(5);
      connection.close();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
