package org.asaman.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import build.bazel.remote.execution.v2.ActionCacheUpdateCapabilities;
import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.DigestFunction;
import build.bazel.remote.execution.v2.ExecutionCapabilities;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.semver.SemVer;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.List;
import org.asaman.exec.Action;
import org.asaman.exec.ActionCache;
import org.asaman.exec.ActionResult;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import org.asaman.testing.FakeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that only share results, and what a server has to be able to do.
final class SharedResultsTest {
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
  void aResultThatOneSharesAnotherOneHas() throws Exception {
    Action action = world.action();
    ActionResult built = built();
    new ActionCache(world.store, world.results(world.server(), false)).put(action, built);
    assertThat(fake.cas.blobs).containsKeys(action.digest(), action.command(), built.log());
    try (Store other = Store.open(folder.resolve("other"))) {
      Server server = new Server(world.connection(World.QUICK), world.server().facts(), other);
      ActionCache cache =
          new ActionCache(other, new RemoteResults(server, other, false, world.warnings::add));
      ActionResult got = cache.get(action).orElseThrow();
      assertThat(got.outputs()).isEqualTo(built.outputs());
      assertThat(other.read(got.outputs().getFirst().digest())).isEqualTo(World.WHEEL);
      long asked = fake.count("GetActionResult");
      assertThat(cache.get(action)).contains(got); // its own now
      assertThat(fake.count("GetActionResult")).isEqualTo(asked);
    }
    assertThat(world.warnings).isEmpty();
  }

  @Test
  void aSharedResultWhoseContentIsGoneIsNone() throws Exception {
    Action action = world.action();
    fake.results.put(action.digest(), World.file("out/a", Digest.ofUtf8("gone")));
    assertThat(world.results(world.server(), false).get(action)).isEmpty();
    assertThat(world.warnings).isEmpty();
  }

  @Test
  void aSharedFailureIsNone() throws Exception {
    Action action = world.action();
    fake.results.put(action.digest(), world.wheel().toBuilder().setExitCode(1).build());
    assertThat(world.results(world.server(), false).get(action)).isEmpty();
  }

  @Test
  void aServerThatFailsInARunIsToldOnceAndTheRunGoesOn() throws Exception {
    RemoteResults results = world.results(world.server(), false);
    fake.stop();
    for (int i = 0; i < 3; i++) {
      assertThat(results.get(world.action().withSalt("" + i))).isEmpty();
      results.put(world.action().withSalt("" + i), built());
    }
    assertThat(world.warnings)
        .singleElement()
        .asString()
        .startsWith("building without shared results: " + fake.address() + ": does not answer");
  }

  @Test
  void aServerWhoseContentIsWrongIsToldOnceAndTheRunGoesOn() throws Exception {
    Action action = world.action();
    fake.results.put(action.digest(), world.wheel());
    fake.cas.altered = content -> new byte[content.length];
    assertThat(world.results(world.server(), false).get(action)).isEmpty();
    assertThat(world.warnings).singleElement().asString().contains("it sends other bytes");
    assertThat(world.store.has(Digest.of(World.WHEEL))).isFalse();
  }

  @Test
  void aServerThatIsNeededIsNotDoneWithout() throws Exception {
    RemoteResults results = world.results(world.server(), true);
    fake.fail("GetActionResult", Status.UNAVAILABLE);
    assertThat(world.refusal(() -> results.get(world.action()))).contains("does not answer");
    assertThat(fake.count("GetActionResult")).isEqualTo(5);
  }

  @Test
  void anUpdateThatIsRefusedIsToldOnce() throws Exception {
    RemoteResults results = world.results(world.server(), false);
    fake.fail("UpdateActionResult", Status.PERMISSION_DENIED.withDescription("read only"));
    for (int i = 0; i < 3; i++) {
      results.put(world.action().withSalt("" + i), built());
    }
    assertThat(world.warnings)
        .singleElement()
        .asString()
        .startsWith("results are not shared: ")
        .contains("does not allow this", "(read only)");
    assertThat(fake.count("UpdateActionResult")).isEqualTo(1);
    assertThat(results.get(world.action())).isEmpty(); // reading goes on
    assertThat(fake.count("GetActionResult")).isEqualTo(1);
  }

  @Test
  void aServerThatTakesNoResultsIsSentNone() throws Exception {
    fake.capabilities =
        cache(
            FakeServer.usual().getCacheCapabilities().toBuilder()
                .setActionCacheUpdateCapabilities(
                    ActionCacheUpdateCapabilities.getDefaultInstance()));
    world.results(world.server(), false).put(world.action(), built());
    assertThat(fake.calls).containsExactly("GetCapabilities");
  }

  @Test
  void aFailureIsNotShared() throws Exception {
    ActionResult failed =
        new ActionResult(List.of(), 1, world.store.put("log".getBytes(UTF_8)), "bwrap", 1);
    world.results(world.server(), false).put(world.action(), failed);
    assertThat(fake.calls).containsExactly("GetCapabilities");
  }

  @Test
  void aServerThatCannotServeIsRefusedInOneLine() {
    refused(
        cache(CacheCapabilities.newBuilder().addDigestFunctions(DigestFunction.Value.UNKNOWN)),
        "knows content by no SHA-256");
    refused(
        FakeServer.usual().toBuilder().clearExecutionCapabilities().build(),
        "executes nothing, it only shares results; use it with --remote-cache instead");
    refused(
        FakeServer.usual().toBuilder()
            .setExecutionCapabilities(ExecutionCapabilities.newBuilder().setExecEnabled(true))
            .build(),
        "executes nothing by SHA-256");
    refused(
        FakeServer.usual().toBuilder().setLowApiVersion(SemVer.newBuilder().setMajor(3)).build(),
        "speaks no version 2 of the protocol");
  }

  @Test
  void aServerThatOnlySharesNeedsNotExecute() throws Exception {
    fake.capabilities = FakeServer.usual().toBuilder().clearExecutionCapabilities().build();
    try (RemoteCluster cluster = world.connect(world.access(), false)) {
      assertThat(cluster.executes()).isFalse();
      assertThat(cluster.results().get(world.action())).isEmpty();
    }
  }

  private void refused(ServerCapabilities capabilities, String why) {
    fake.capabilities = capabilities;
    fake.calls.clear();
    assertThat(world.refusal(() -> world.connect(world.access(), true).close())).contains(why);
    assertThat(fake.calls).containsExactly("GetCapabilities");
  }

  private static ServerCapabilities cache(CacheCapabilities.Builder cache) {
    return FakeServer.usual().toBuilder().setCacheCapabilities(cache).build();
  }

  private ActionResult built() {
    return new ActionResult(
        List.of(new ActionResult.OutputFile(World.OUTPUT, world.store.put(World.WHEEL), false)),
        0,
        world.store.put("log".getBytes(UTF_8)),
        "bwrap",
        3);
  }
}
