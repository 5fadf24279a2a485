package org.asaman.remote;

import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.DigestFunction;
import build.bazel.remote.execution.v2.ExecutionCapabilities;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.semver.SemVer;

/// What a server says that it can do (REAPI, GetCapabilities), as far as it matters here.
///
/// @param batchBytes how much content a batch may hold
/// @param largestBlob the size of the largest blob that it takes; 0 for any
/// @param zstdStreams whether streams may be compressed
/// @param zstdBatches whether uploads in batches may be
/// @param takesResults whether clients may put results into its action cache
record ServerFacts(
    long batchBytes,
    long largestBlob,
    boolean zstdStreams,
    boolean zstdBatches,
    boolean takesResults) {
  /// What a gRPC message may hold by default is 4 MiB; digests and their frames take some of it.
  private static final long DEFAULT_BATCH = 4_000_000;

  /// Batches of more than this gain nothing.
  private static final long LARGEST_BATCH = 16_000_000;

  /// Asks a server, and refuses one that cannot serve.
  ///
  /// @param executes whether it has to execute actions
  static ServerFacts ask(Connection connection, boolean executes) throws InterruptedException {
    ServerCapabilities told =
        connection
            .retry()
            .with(connection.backoff().hasty())
            .of(
                "its capabilities",
                () ->
                    connection
                        .stub(CapabilitiesGrpc::newBlockingStub, 0)
                        .getCapabilities(
                            GetCapabilitiesRequest.newBuilder()
                                .setInstanceName(connection.instance())
                                .build()));
    CacheCapabilities cache = told.getCacheCapabilities();
    if (!isVersion2(told)) {
      throw connection.retry().problem("speaks no version 2 of the protocol", "");
    }
    if (!cache.getDigestFunctionsList().contains(DigestFunction.Value.SHA256)) {
      throw connection.retry().problem("knows content by no SHA-256", "name another server");
    }
    if (executes) {
      requireExecution(connection, told.getExecutionCapabilities());
    }
    long batch = cache.getMaxBatchTotalSizeBytes();
    return new ServerFacts(
        batch <= 0 ? DEFAULT_BATCH : Math.min(batch, LARGEST_BATCH),
        cache.getMaxCasBlobSizeBytes(),
        cache.getSupportedCompressorsList().contains(Compressor.Value.ZSTD),
        cache.getSupportedBatchUpdateCompressorsList().contains(Compressor.Value.ZSTD),
        cache.getActionCacheUpdateCapabilities().getUpdateEnabled());
  }

  private static void requireExecution(Connection connection, ExecutionCapabilities execution) {
    if (!execution.getExecEnabled()) {
      throw connection
          .retry()
          .problem(
              "executes nothing, it only shares results", "use it with --remote-cache instead");
    }
    if (execution.getDigestFunction() != DigestFunction.Value.SHA256
        && !execution.getDigestFunctionsList().contains(DigestFunction.Value.SHA256)) {
      throw connection.retry().problem("executes nothing by SHA-256", "name another server");
    }
  }

  /// Servers that state no version are taken at their word that they speak this one.
  private static boolean isVersion2(ServerCapabilities told) {
    SemVer low = told.getLowApiVersion();
    SemVer high = told.getHighApiVersion();
    return (!told.hasLowApiVersion() || low.getMajor() <= 2)
        && (!told.hasHighApiVersion() || high.getMajor() >= 2);
  }
}
